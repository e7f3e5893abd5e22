"""Who changed what in a draft, field by field, and which edits can be published without the others.

A field belongs to the admin who changed it last. The edits of one admin that touch the same node, or were made by one
operation such as a split, form a group, which is published as a whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from accounts.models import User
from authoring.drafts.models import NodeEdit
from authoring.drafts.nodes import NodeState, NodeTable

CREATION, PLACE, BODY = "+", "/", "body"
Unit = tuple[str, str]
"""A node's uid, and the name of a field; `CREATION` of a new node, or `PLACE` for its parent and order."""


@dataclass(frozen=True, kw_only=True)
class EditGroup:
    key: str
    """The batch of its first edit."""
    author: User | None
    batches: frozenset[UUID]
    units: frozenset[Unit]
    actions: Sequence[str]
    """What was done, the oldest first."""
    partners: frozenset[str] = frozenset()
    """The keys of the groups of other admins that are published together with it."""

    @property
    def author_name(self) -> str:
        return str(self.author or "a former admin or the command line")

    @property
    def label(self) -> str:
        """ "Edited “Calculus”, moved “Limits” and 2 more"."""
        first, *others = (
            action if not place else action[:1].lower() + action[1:] for place, action in enumerate(self.actions)
        )
        names = ", ".join([first, *others[:2]])
        return f"{names} and {len(others) - 2} more" if len(others) > 2 else names


def changed_fields(before: NodeState, after: NodeState) -> Iterator[str]:
    names = (*(name for name in after.values if name != "uid"), BODY, PLACE)
    return (name for name in names if _field(before, name) != _field(after, name))


def with_fields(state: NodeState, source: NodeState, names: Iterable[str]) -> NodeState:
    """The node with these fields as they are in ``source``."""
    values = dict(state.values)
    for name in names:
        if name == BODY:
            state = replace(state, body=source.body)
        elif name == PLACE:
            state = replace(state, parent=source.parent, order=source.order)
        elif name != CREATION:
            values[name] = source.values[name]
    return replace(state, values=values)


def _field(state: NodeState, name: str) -> Any:
    if name == PLACE:
        return state.parent, state.order
    return state.body if name == BODY else state.values[name]


@dataclass(frozen=True, kw_only=True)
class Ownership:
    """``owners``: the edit that each difference from the published roadmap is due to."""

    owners: Mapping[Unit, NodeEdit]
    groups: Sequence[EditGroup]

    def group_of(self, unit: Unit) -> str:
        """The key of the unit's group; empty if nothing has changed there."""
        edit = self.owners.get(unit)
        return next((group.key for group in self.groups if edit and edit.batch in group.batches), "")


def ownership_of(base: NodeTable, log: Sequence[NodeEdit]) -> Ownership:
    """``log`` has all edits of the draft, the oldest first."""
    owners: dict[Unit, NodeEdit] = {}
    rewritten: set[tuple[UUID, UUID]] = set()
    for uid, edits in _by_node(log).items():
        owners |= {(uid, name): edit for name, edit in _owners(base.get(uid), edits, rewritten).items()}
    return Ownership(owners=owners, groups=_groups(log, owners, rewritten))


def _by_node(log: Sequence[NodeEdit]) -> dict[str, list[NodeEdit]]:
    nodes: dict[str, list[NodeEdit]] = defaultdict(list)
    for edit in log:
        nodes[edit.uid].append(edit)
    return nodes


def _owners(
    base: NodeState | None, edits: Sequence[NodeEdit], rewritten: set[tuple[UUID, UUID]]
) -> dict[str, NodeEdit]:
    """The edit that changed each field of a node last. Adds the batches that rewrote a field of another one."""
    owners: dict[str, NodeEdit] = {}
    state = base
    for edit in edits:
        before, state = state, edit.node or base
        if state is None:
            owners = {}
        elif before is None:
            owners = {CREATION: edit}
        else:
            for name in changed_fields(before, state):
                if name in owners:
                    rewritten.add((owners[name].batch, edit.batch))
                owners[name] = edit
    if base and state:
        remaining = set(changed_fields(base, state))
        return {name: edit for name, edit in owners.items() if name in remaining}
    return owners


def _groups(
    log: Sequence[NodeEdit], owners: Mapping[Unit, NodeEdit], rewritten: Iterable[tuple[UUID, UUID]]
) -> list[EditGroup]:
    roots = _joined_batches(owners)
    sizes: dict[UUID, set[str]] = defaultdict(set)
    for edit in log:
        sizes[edit.batch].add(edit.uid)
    members: dict[UUID, list[NodeEdit]] = defaultdict(list)
    for edit in log:
        if edit.batch in roots:
            members[roots[edit.batch]].append(edit)
    keys = {root: str(edits[0].batch) for root, edits in members.items()}
    # What an operation on several nodes did makes sense only together, also where another admin has edited it since.
    partners: dict[UUID, set[str]] = defaultdict(set)
    for old, new in rewritten:
        if old in roots and new in roots and roots[old] != roots[new] and max(len(sizes[old]), len(sizes[new])) > 1:
            partners[roots[old]].add(keys[roots[new]])
            partners[roots[new]].add(keys[roots[old]])
    return [
        EditGroup(
            key=keys[root],
            author=edits[0].author,
            batches=frozenset(edit.batch for edit in edits),
            units=frozenset(unit for unit, edit in owners.items() if roots[edit.batch] == root),
            actions=list(dict.fromkeys(edit.action for edit in edits)),
            partners=frozenset(partners[root]),
        )
        for root, edits in members.items()
    ]


def _joined_batches(owners: Mapping[Unit, NodeEdit]) -> dict[UUID, UUID]:
    """The batches that something is due to, each with the one that stands for its group."""
    roots = {edit.batch: edit.batch for edit in owners.values()}

    def root(batch: UUID) -> UUID:
        while roots[batch] != batch:
            batch = roots[batch]
        return batch

    seen: dict[tuple[int | None, str], UUID] = {}
    for (uid, _), edit in owners.items():
        first = seen.setdefault((edit.author_id, uid), edit.batch)
        roots[root(edit.batch)] = root(first)
    return {batch: root(batch) for batch in roots}
