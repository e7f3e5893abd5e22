"""The roadmap as a flat table of nodes, which is what an edit changes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from curriculum.documents.document import Document, canonical
from curriculum.documents.json import read_values_json, values_json
from curriculum.documents.schema import KINDS, LINES


@dataclass(frozen=True, kw_only=True)
class NodeState:
    """A node's own values and its place. ``order`` sorts it among its parent's children of the same kind."""

    kind: str
    parent: str
    """The parent's uid; empty for the roadmap."""
    order: float
    values: Mapping[str, Any]
    body: str = ""

    @property
    def uid(self) -> str:
        return str(self.values["uid"])

    @property
    def title(self) -> str:
        """What people call it: the text of a criterion, the title of everything else."""
        kind = KINDS[self.kind]
        return str(self.values.get("title") or self.values.get(kind.heading or "title") or self.uid)

    @property
    def is_retired(self) -> bool:
        return bool(self.values["retired"])

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of its values and its parent, as `Document.digest`. The order doesn't count."""
        return self.document().digest(self.parent)

    def with_values(self, **changes: Any) -> "NodeState":
        return replace(self, values={**self.values, **changes})

    def with_body(self, body: str) -> "NodeState":
        return replace(self, body=body)

    def document(self, children: tuple[Document, ...] = ()) -> Document:
        return Document(kind=KINDS[self.kind], values=self.values, body=self.body, children=children)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "parent": self.parent,
            "order": self.order,
            "values": values_json(KINDS[self.kind], self.values),
            "body": self.body,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "NodeState":
        values = read_values_json(KINDS[data["kind"]], data["values"])
        return cls(
            kind=data["kind"], parent=data["parent"], order=data["order"], values=values, body=data.get("body", "")
        )


NodeTable = Mapping[str, NodeState]
"""All nodes of a roadmap by uid. Uids are unique within a roadmap, whatever the kind."""


def table_of(roadmap: Document) -> dict[str, NodeState]:
    """Every node of a roadmap, retired ones included."""
    return dict(_states(roadmap, "", 0))


def _states(document: Document, parent: str, order: int) -> Iterator[tuple[str, NodeState]]:
    yield (
        document.uid,
        NodeState(kind=document.kind.name, parent=parent, order=order, values=document.values, body=document.body),
    )
    for place, child in enumerate(document.children):
        yield from _states(child, document.uid, place)


def document_of(table: NodeTable) -> Document:
    """The roadmap with everything under it. A node whose parent isn't in the table is left out."""
    children: dict[str, list[NodeState]] = defaultdict(list)
    for state in table.values():
        children[state.parent].append(state)

    def build(state: NodeState) -> Document:
        siblings = sorted(children[state.uid], key=lambda child: (child.order, child.uid))
        return state.document(canonical([build(child) for child in siblings]))

    return build(children[""][0])


def overlay(table: NodeTable, edits: Mapping[str, NodeState | None]) -> dict[str, NodeState]:
    """The table with the edited nodes in it. None takes a node out again that only the draft had."""
    states = {**table, **edits}
    return {uid: state for uid, state in states.items() if state is not None}


def children_of(table: NodeTable, parent: str, kind: str | None = None) -> list[NodeState]:
    """Return the children in their order, retired ones included."""
    states = [state for state in table.values() if state.parent == parent and kind in (None, state.kind)]
    return sorted(states, key=lambda state: (state.order, state.uid))


def child_uids(table: NodeTable) -> dict[tuple[str, str], list[str]]:
    """The same for all nodes in one pass, by parent and kind."""
    states: dict[tuple[str, str], list[NodeState]] = defaultdict(list)
    for state in table.values():
        states[state.parent, state.kind].append(state)
    return {
        key: [state.uid for state in sorted(group, key=lambda state: (state.order, state.uid))]
        for key, group in states.items()
    }


def shared_uids(table: NodeTable) -> set[str]:
    """The uids of the topics of other roadmaps that sections of this one share."""
    return {uid for state in table.values() for uid in state.values.get("shared_topics", ())}


def free_uid(table: NodeTable, root: str) -> str:
    """``root``, or ``root`` with the first number that no node has."""
    numbers = (f"{root}-{number}" for number in range(2, len(table) + 3))
    return root if root not in table else next(uid for uid in numbers if uid not in table)


def descendants(table: NodeTable, uid: str) -> Iterator[NodeState]:
    """Everything under the node, parents first."""
    for child in children_of(table, uid):
        yield child
        yield from descendants(table, child.uid)


def ancestors(table: NodeTable, uid: str) -> Iterator[NodeState]:
    """Its parent, its parent's parent and so on."""
    while (parent := table[uid].parent) and parent in table:
        yield table[parent]
        uid = parent


def is_shown(table: NodeTable, uid: str) -> bool:
    return not table[uid].is_retired and not any(state.is_retired for state in ancestors(table, uid))


def texts_of(state: NodeState) -> Iterator[tuple[str, str]]:
    """Every text of a node that is written by hand."""
    for name, field_type in KINDS[state.kind].fields.items():
        value = state.values[name]
        if isinstance(value, str) and name not in ("uid", "successor"):
            yield name, value
        elif field_type is LINES:
            yield from ((name, line) for line in value)
    yield "body", state.body
