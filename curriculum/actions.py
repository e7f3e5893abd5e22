"""Actions on the whole curriculum: load it, render it again. Single nodes are edited in the admin."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from simple_history.models import HistoricalChanges
from simple_history.utils import bulk_create_with_history

from accounts.models import User
from curriculum.documents.document import ContentError, Document
from curriculum.documents.rows import TABLE_OF, Key, StoredNode, fill, items_of, key_of, read_rows, references_of
from curriculum.models import CurriculumVersion, ListItem, Node, Roadmap, Subtopic, Topic
from lib.markdown import MarkdownError
from lib.model_fields import RenderedField


def merge_order(here: list[str], target: list[str]) -> list[str]:
    """Return the order of siblings after loading: existing ones keep theirs, and each new one follows its predecessor.

    >>> merge_order(["c", "a"], ["a", "b", "c"])
    ['c', 'a', 'b']
    """
    order = list(here)
    for position, uid in enumerate(target):
        if uid in here:
            continue
        predecessors = [other for other in target[:position] if other in order]
        order.insert(order.index(predecessors[-1]) + 1 if predecessors else 0, uid)
    return order


REASON = "Loaded from the content files"
MISSING = "missing in the files"
ROWS_AT_ONCE = 500  # read while texts are rendered again: there may be many, and long ones


class TakenUidError(ContentError):
    """A node has a uid that a node of another roadmap has."""


@dataclass(frozen=True, slots=True)
class Change:
    """A node, and which of its values differ between the database and the files."""

    kind: str
    uid: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}" + (f": {', '.join(self.fields)}" if self.fields else "")


@dataclass(slots=True, kw_only=True)
class LoadReport:
    """The result of loading. `local_edits` were edited here and differ from the files."""

    additions: list[Change] = field(default_factory=list)
    updates: list[Change] = field(default_factory=list)
    retirements: list[Change] = field(default_factory=list)
    local_edits: list[Change] = field(default_factory=list)
    unchanged_count: int = 0

    @property
    def changes(self) -> int:
        return len(self.additions) + len(self.updates) + len(self.retirements)

    def __str__(self) -> str:
        return (
            f"{len(self.additions)} added, {len(self.updates)} updated, {len(self.retirements)} retired, "
            f"{len(self.local_edits)} kept as edited here, {self.unchanged_count} unchanged"
        )


def load_roadmap(*, document: Document, overwrite: bool = False, dry_run: bool = False) -> LoadReport:
    """Bring the database up to the content files, in one transaction.

    Adds what is missing, updates what nobody edited here, retires what the files no longer hold. A row that was edited
    here is reported and stays, unless `overwrite`. Nothing is ever deleted, so progress keeps what it points at.

    Raises:
        ContentError: a value cannot be stored, for instance a formula that is not LaTeX.
    """
    with transaction.atomic():
        report = _Load(document, overwrite=overwrite).run()
        CurriculumVersion.renew()  # also without a change: a site that was loaded before there were versions needs one
        if dry_run:
            transaction.set_rollback(True)
    return report


@transaction.atomic
def publish_roadmap(*, document: Document, author: User | None, reason: str) -> LoadReport:
    """Make the database hold exactly this roadmap. The document names every node that exists, retired ones included.

    Unlike loading, it counts as an edit made here: loading the content files again leaves what was published alone.

    Raises:
        ContentError: a value cannot be stored, for instance a formula that is not LaTeX.
    """
    report = _Load(document, overwrite=True, is_edit=True, author=author, reason=reason).run()
    CurriculumVersion.renew()
    return report


@dataclass(frozen=True, slots=True)
class _FileNode:
    """A node of the files and its parent."""

    parent: Document | None
    document: Document

    @property
    def key(self) -> Key:
        return key_of(self.document)

    @property
    def parent_key(self) -> Key | None:
        return key_of(self.parent) if self.parent else None

    @property
    def digest(self) -> str:
        return self.document.digest(self.parent.uid if self.parent else "")


class _Load:
    """One run: the rows, the nodes of the files, and the steps from one to the other."""

    def __init__(
        self,
        document: Document,
        *,
        overwrite: bool,
        is_edit: bool = False,
        author: User | None = None,
        reason: str = REASON,
    ) -> None:
        self.overwrite = overwrite
        self.is_edit = is_edit
        self.author, self.reason = author, reason
        self.report = LoadReport()
        self.nodes = [_FileNode(parent, child) for parent, child in document.walk()]
        roadmap = Roadmap.objects.filter(uid=document.uid).first()
        self.before = read_rows(roadmap) if roadmap else {}
        self.rows: dict[Key, Node] = {key: row_node.row for key, row_node in self.before.items()}
        self.shared_topics = _shared_topics(document)
        self.referring: list[tuple[Node, Document]] = []

    def run(self) -> LoadReport:
        new = [node for node in self.nodes if node.key not in self.before]
        _check_uids(new)
        stale = [node for node in self.nodes if node.key in self.before and not self._keeps(node)]
        self.orders = self._orders()
        self._add(new)
        for node in stale:
            self._update(node)
        for row, document in self.referring:
            self._refer(row, document)
        self._retire()
        self._reorder()
        Subtopic.objects.follow_parents()
        return self.report

    def _keeps(self, node: _FileNode) -> bool:
        """Whether the row stays as it is, because it is equal already or was edited here."""
        row_node = self.before[node.key]
        change = Change(node.document.kind.name, node.document.uid, _difference(row_node, node))
        if row_node.digest == node.digest:
            self.report.unchanged_count += 1
            if row_node.is_edited and not self.is_edit:  # the files have caught up with an edit made here
                type(row_node.row).objects.filter(pk=row_node.row.pk).update(loaded_digest=node.digest)
            return True
        stays = row_node.is_edited and not self.overwrite
        (self.report.local_edits if stays else self.report.updates).append(change)
        return stays

    def _add(self, new: list[_FileNode]) -> None:
        """Create rows in waves: each needs the row above it first."""
        self.report.additions += [Change(node.document.kind.name, node.document.uid) for node in new]
        while new:
            wave: dict[type[Node], list[_FileNode]] = defaultdict(list)
            for node in new:
                if node.parent_key is None or node.parent_key in self.rows:
                    wave[node.key[0]].append(node)
            for model, group in wave.items():
                rows = [self._fill_row(model(), node) for node in group]
                bulk_create_with_history(rows, model, default_change_reason=self.reason, default_user=self.author)
                pairs = [(row, node.document) for row, node in zip(rows, group, strict=True)]
                self.rows.update({node.key: row for row, node in zip(rows, group, strict=True)})
                self.referring += pairs
                self._add_items(pairs)
            new = [node for node in new if node.key not in self.rows]

    def _update(self, node: _FileNode) -> None:
        row = self._fill_row(self.rows[node.key], node)
        self._save(row)
        if items := TABLE_OF[node.document.kind.name].items:
            items._default_manager.filter(node=row).delete()
        self._add_items([(row, node.document)])
        self.referring.append((row, node.document))

    def _fill_row(self, row: Node, node: _FileNode) -> Node:
        fill(row, node.document, self.rows[node.parent_key] if node.parent_key else None)
        if isinstance(row, Roadmap) and row._state.adding:
            row.order = _next_order()
        if not self.is_edit:
            row.loaded_digest = node.digest
        row.order = self.orders.get(node.key, row.order)
        _check(row, node.document)
        return row

    def _refer(self, row: Node, document: Document) -> None:
        """Set many-to-many relations, once all that they point at is there."""
        for name, keys in references_of(document).items():
            getattr(row, name).set([self.rows.get(key) or self.shared_topics[key] for key in keys])

    def _retire(self) -> None:
        """Retire nodes that the files no longer contain, unless they were created or edited here."""
        file_keys = {node.key for node in self.nodes}
        for key, row_node in self.before.items():
            row = row_node.row
            if key in file_keys or row.retired or not row.loaded_digest:
                continue
            change = Change(row_node.document.kind.name, row.uid, (MISSING,))
            if row_node.is_edited and not self.overwrite:
                self.report.local_edits.append(change)
                continue
            values = {**row_node.document.values, "retired": True}
            row.retired = True
            row.loaded_digest = replace(row_node, document=replace(row_node.document, values=values)).digest
            self._save(row)
            self.report.retirements.append(change)

    def _orders(self) -> dict[Key, int]:
        """Renumber siblings whose order changes. An order that was set in the admin stays."""
        edited_uids = {change.uid for change in self.report.local_edits}
        parents = {key: row_node.parent for key, row_node in self.before.items()}
        parents |= {node.key: node.parent_key for node in self.nodes if node.document.uid not in edited_uids}
        here: dict[tuple[type[Node], Key | None], list[str]] = defaultdict(list)
        for key, row_node in self.before.items():
            if parents[key] == row_node.parent:
                here[key[0], row_node.parent].append(key[1])
        files: dict[tuple[type[Node], Key | None], list[str]] = defaultdict(list)
        for node in self.nodes:
            if parents[node.key] == node.parent_key:
                files[node.key[0], node.parent_key].append(node.document.uid)
        orders: dict[Key, int] = {}
        for (model, parent), uids in files.items():
            siblings = here[model, parent]
            order = merge_order(uids, siblings) if self.overwrite else merge_order(siblings, uids)
            if order != siblings:
                orders |= {(model, uid): position for position, uid in enumerate(order)}
        return orders

    def _reorder(self) -> None:
        for key, order in self.orders.items():
            row = self.rows[key]
            if row.order != order:
                type(row).objects.filter(pk=row.pk).update(order=order)

    def _add_items(self, pairs: Iterable[tuple[Node, Document]]) -> None:
        by_model: dict[type[ListItem], list[ListItem]] = defaultdict(list)
        for row, document in pairs:
            for item in items_of(row, document):
                _check(item, document)
                by_model[type(item)].append(item)
        for model, items in by_model.items():
            bulk_create_with_history(items, model, default_change_reason=self.reason, default_user=self.author)

    def _save(self, row: Node) -> None:
        row._change_reason = self.reason  # type: ignore[attr-defined]  # simple_history reads both
        row._history_user = self.author  # type: ignore[attr-defined]
        row.save()


def _check_uids(new: list[_FileNode]) -> None:
    """Raise TakenUidError for a uid that a node of another roadmap has."""
    nodes: dict[type[Node], dict[str, Document]] = defaultdict(dict)
    for node in new:
        nodes[node.key[0]][node.document.uid] = node.document
    for model, documents in nodes.items():
        uid = model._default_manager.filter(uid__in=documents).values_list("uid", flat=True).first()
        if uid is not None:
            raise TakenUidError(documents[uid].place, f"the uid {uid!r} belongs to another roadmap")


def _next_order() -> int:
    """Return the order of a new roadmap: the site's first one stays the first."""
    last: int | None = Roadmap.objects.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def _shared_topics(roadmap: Document) -> dict[Key, Node]:
    """The topics of other roadmaps that this one shares. Raises ContentError if one isn't there."""
    places = {uid: node.place for _, node in roadmap.walk() for uid in node.values.get("shared_topics", ())}
    if not places:
        return {}
    rows = Topic.objects.filter(uid__in=places).exclude(section__roadmap__uid=roadmap.uid)
    topics: dict[Key, Node] = {(Topic, topic.uid): topic for topic in rows}
    for uid, place in places.items():
        if (Topic, uid) not in topics:
            raise ContentError(place, f"“shared_topics” names {uid!r}, which no other roadmap has. Load that one first")
    return topics


def _difference(row_node: StoredNode, node: _FileNode) -> tuple[str, ...]:
    """The names of the fields that differ."""
    stored, new = row_node.document, node.document
    names = [name for name in new.kind.fields if stored.values.get(name) != new.values[name]]
    names += ["body"] if stored.body != new.body else []
    names += ["parent"] if row_node.parent != node.parent_key else []
    return tuple(names)


def _check(row: Node | ListItem, document: Document) -> None:
    """Raise ContentError, with the place in the files, for a value that the admin would refuse."""
    relations = [relation.name for relation in row._meta.fields if relation.is_relation]
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        complaints = [f"“{name}”: {'; '.join(messages)}" for name, messages in error.message_dict.items()]
        raise ContentError(document.place, f"{document.uid}, {' '.join(complaints)}") from error


# ---------------------------------------------------------------- after the renderer has changed


@dataclass(slots=True)
class RenderReport:
    """The numbers of texts rendered. `refusals` can't be rendered any more and keep their old HTML."""

    changed_count: int = 0
    unchanged_count: int = 0
    refusals: list[str] = field(default_factory=list)


def render_again() -> RenderReport:
    """Render every stored text again. This is not an edit, so the history doesn’t record it."""
    report = RenderReport()
    for model in apps.get_models():
        if not issubclass(model, HistoricalChanges):
            for column in model._meta.concrete_fields:
                if isinstance(column, RenderedField):
                    _render_column(model._default_manager.order_by("pk"), column, report)
    return report


def _render_column(rows: QuerySet[Any], column: RenderedField, report: RenderReport) -> None:
    columns, last = ("pk", column.source, column.attname), 0
    while batch := list(rows.filter(pk__gt=last).values_list(*columns)[:ROWS_AT_ONCE]):
        for last, text, old_html in batch:
            try:
                html = column.render(text)
            except MarkdownError as error:
                report.refusals.append(f"{rows.model._meta.verbose_name} {last}, {column.source}: {error}")
                continue
            if html == old_html:
                report.unchanged_count += 1
            else:  # but for a text that somebody has changed since it was read: theirs was rendered then
                report.changed_count += rows.filter(pk=last, **{column.source: text}).update(**{column.attname: html})
