"""Nodes as database rows, and back."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from curriculum.documents.document import Document, canonical
from curriculum.documents.schema import KINDS, LINES, UIDS, NodeKind
from curriculum.models import (
    Activity,
    ActivityItem,
    Advice,
    Checkpoint,
    Criterion,
    ListItem,
    Node,
    PaceProfile,
    Phase,
    Resource,
    Roadmap,
    Section,
    SectionItem,
    StarLevel,
    Subtopic,
    SubtopicItem,
    Topic,
    TopicItem,
    Track,
    TrackItem,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The table of some kinds of node: its foreign key to the parent, and its lookup to the roadmap."""

    model: type[Node]
    kinds: tuple[str, ...]
    parent: str = "roadmap"
    roadmap: str = "roadmap"
    items: type[Any] | None = None  # a ListItem, whose foreign key to the row is called node

    @property
    def lists(self) -> list[str]:
        """The relations beside the row that belong to its value."""
        names = [name for name, kind in KINDS[self.kinds[0]].fields.items() if kind is UIDS]
        return [*names, "items"] if self.items else names


TABLES = (  # parents before children, resources and topics before what refers to them
    Table(model=Roadmap, kinds=("roadmap",), parent="", roadmap="pk"),
    Table(model=StarLevel, kinds=("star",)),
    Table(model=PaceProfile, kinds=("pace",)),
    Table(model=Track, kinds=("track",), items=TrackItem),
    Table(model=Resource, kinds=("resource",)),
    Table(model=Advice, kinds=("tip", "strength", "gap")),
    Table(model=Section, kinds=("section",), items=SectionItem),
    Table(model=Topic, kinds=("topic",), parent="section", roadmap="section__roadmap", items=TopicItem),
    Table(model=Subtopic, kinds=("subtopic",), parent="topic", roadmap="topic__section__roadmap", items=SubtopicItem),
    Table(model=Phase, kinds=("phase",)),
    Table(model=Activity, kinds=("activity",), parent="phase", roadmap="phase__roadmap", items=ActivityItem),
    Table(model=Checkpoint, kinds=("checkpoint", "assessment"), parent="phase", roadmap="phase__roadmap"),
    Table(model=Criterion, kinds=("criterion",), parent="checkpoint", roadmap="checkpoint__phase__roadmap"),
)
REFERENCES: dict[str, type[Node]] = {"topics": Topic, "shared_topics": Topic, "resources": Resource}
TABLE_OF = {kind: table for table in TABLES for kind in table.kinds}

Key = tuple[type[Node], str]


@dataclass(frozen=True, slots=True)
class StoredNode:
    """A row as it is now: its own values (no children) and its parent."""

    row: Node
    document: Document
    parent: Key | None

    @property
    def digest(self) -> str:
        return self.document.digest(self.parent[1] if self.parent else "")

    @property
    def is_edited(self) -> bool:
        """Whether it was changed since it was loaded from the files."""
        return self.digest != self.row.loaded_digest


def key_of(document: Document) -> Key:
    return TABLE_OF[document.kind.name].model, document.uid


def read_rows(roadmap: Roadmap) -> dict[Key, StoredNode]:
    """All nodes of a roadmap in their order, by table and uid; the number of queries does not depend on how many."""
    rows = [
        (table, row)
        for table in TABLES
        for row in table.model.objects.filter(**{table.roadmap: roadmap.pk}).prefetch_related(*table.lists)
    ]
    keys = {(table.model, row.pk): (table.model, row.uid) for table, row in rows}
    return {
        (table.model, row.uid): StoredNode(row, _document(table, row), keys.get(_parent(table, row)))
        for table, row in rows
    }


def roadmap_of_node(uid: str) -> str | None:
    """The uid of the roadmap that a node belongs to, whatever its kind; None if there is no such node."""
    for table in TABLES:
        lookup = "uid" if table.model is Roadmap else f"{table.roadmap}__uid"
        if roadmap := table.model.objects.filter(uid=uid).values_list(lookup, flat=True).first():
            return str(roadmap)
    return None


def read_database(roadmap: Roadmap) -> Document:
    """The roadmap with everything under it, as `read_folder` gives it."""
    under: dict[Key | None, list[tuple[Key, Document]]] = defaultdict(list)
    for key, node in read_rows(roadmap).items():
        under[node.parent].append((key, node.document))

    def with_children(key: Key, document: Document) -> Document:
        return replace(document, children=canonical([with_children(*child) for child in under[key]]))

    return with_children(*under[None][0])


def fill(row: Node, document: Document, parent: Node | None) -> None:
    """Give an unsaved or changed row the values of a document and its place under `parent`."""
    table = TABLE_OF[document.kind.name]
    if len(table.kinds) > 1:
        row.kind = document.kind.name  # type: ignore[attr-defined]  # Advice and Checkpoint hold several kinds
    for name, kind in document.kind.fields.items():
        if kind not in (LINES, UIDS):
            setattr(row, name, document.values[name])
    row.body = document.body
    if isinstance(row, Subtopic):
        row.parent = parent if isinstance(parent, Subtopic) else None
        row.topic = parent.topic if isinstance(parent, Subtopic) else cast("Topic", parent)
    elif table.parent:
        setattr(row, table.parent, parent)


def items_of(row: Node, document: Document) -> Iterator[ListItem]:
    """The lines of the document's lists as unsaved rows."""
    model = TABLE_OF[document.kind.name].items
    if model is None:
        return
    for name, kind in document.kind.fields.items():
        sort = {} if name == "items" else {"kind": name}
        for order, text in enumerate(document.values[name] if kind is LINES else ()):
            yield model(node=row, order=order, text=text, **sort)


def references_of(document: Document) -> dict[str, list[Key]]:
    """The uids that a document refers to, by the name of the relation."""
    return {
        name: [(REFERENCES[name], uid) for uid in document.values[name]]
        for name, kind in document.kind.fields.items()
        if kind is UIDS
    }


def _parent(table: Table, row: Any) -> tuple[type[Node], int | None]:
    """The table and primary key of the parent."""
    if isinstance(row, Subtopic) and row.parent_id:
        return Subtopic, row.parent_id
    if not table.parent:
        return Roadmap, None
    field = row._meta.get_field(table.parent)
    return field.related_model, getattr(row, field.attname)


def _document(table: Table, row: Any) -> Document:
    kind: NodeKind = KINDS[row.kind if len(table.kinds) > 1 else table.kinds[0]]
    lines = defaultdict(list)
    if table.items:
        for item in row.items.all():
            lines[getattr(item, "kind", "items")].append(item.text)
    values: dict[str, Any] = {}
    for name, field_type in kind.fields.items():
        if field_type is LINES:
            values[name] = tuple(lines[name])
        elif field_type is UIDS:
            values[name] = tuple(sorted(node.uid for node in getattr(row, name).all()))
        else:
            values[name] = getattr(row, name)
    return Document(kind=kind, values=values, body=row.body)
