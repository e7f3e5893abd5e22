"""Choose which of a draft's changes are published: everybody's, those of some admins, or single groups of edits.

What the chosen changes need is added to them, and named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.http import urlencode

from authoring.drafts.groups import CREATION, EditGroup, Unit, with_fields
from authoring.drafts.nodes import NodeState, NodeTable, ancestors, is_shown
from authoring.drafts.queries import DraftContent
from authoring.drafts.references import references_of

MAX_CHOSEN = 100
MAX_QUERY_CHARS = 6_000
NOBODY = "none"  # stands for edits without an author


@dataclass(frozen=True)
class Selection:
    """Empty for everybody's changes."""

    people: tuple[str, ...] = ()
    """The uids of the admins whose changes are chosen."""
    groups: tuple[str, ...] = ()
    """The keys of groups that are chosen one by one."""

    @classmethod
    def from_query(cls, query: str) -> "Selection":
        """Read the form that `query` writes. Anything else in it is ignored."""
        data = QueryDict(query[:MAX_QUERY_CHARS])
        return cls(tuple(data.getlist("by")[:MAX_CHOSEN]), tuple(data.getlist("change")[:MAX_CHOSEN]))

    @property
    def query(self) -> str:
        """For addresses, forms and the database; empty for everything."""
        return urlencode({"by": self.people, "change": self.groups}, doseq=True)

    def __bool__(self) -> bool:
        return bool(self.people or self.groups)

    def includes(self, group: EditGroup) -> bool:
        return not self or group.key in self.groups or author_key(group) in self.people


EVERYTHING = Selection()


@dataclass(frozen=True, kw_only=True)
class AddedGroup:
    """A group that wasn't chosen, but that a chosen one needs."""

    group: EditGroup
    needed_by: EditGroup


@dataclass(frozen=True, kw_only=True)
class SelectedChanges:
    """``content`` has the selected changes only."""

    content: DraftContent
    groups: Sequence[EditGroup]
    added: Sequence[AddedGroup] = ()

    @property
    def is_everything(self) -> bool:
        return self.content.selected_states is None


def author_key(group: EditGroup) -> str:
    return str(group.author.uid) if group.author else NOBODY


def select_changes(content: DraftContent, selection: Selection) -> SelectedChanges:
    groups = {group.key: group for group in content.ownership.groups}
    chosen = {key for key, group in groups.items() if selection.includes(group)}
    if chosen == groups.keys():
        return SelectedChanges(content=content, groups=list(groups.values()))
    added: list[AddedGroup] = []
    selected = _selected_content(content, chosen)
    while missing := next(_missing(content, selected, groups, chosen), None):
        added.append(missing)
        chosen.add(missing.group.key)
        selected = _selected_content(content, chosen)
    if chosen == groups.keys():
        selected = content
    return SelectedChanges(content=selected, groups=[groups[key] for key in groups if key in chosen], added=added)


def _selected_content(content: DraftContent, chosen: set[str]) -> DraftContent:
    units = [unit for group in content.ownership.groups if group.key in chosen for unit in group.units]
    names: dict[str, list[str]] = {}
    for uid, name in units:
        names.setdefault(uid, []).append(name)
    states: dict[str, NodeState] = {}
    for uid, fields in names.items():
        start = content.base.get(uid)
        if start is None and CREATION in fields:
            start = content.ownership.owners[uid, CREATION].node
        if start is not None:
            states[uid] = with_fields(start, content.table[uid], fields)
    return replace(content, selected_states=states)


def _missing(
    content: DraftContent, selected: DraftContent, groups: dict[str, EditGroup], chosen: set[str]
) -> Iterator[AddedGroup]:
    """What the selected changes need and don't have."""
    owner_of = content.ownership.group_of
    for key in sorted(chosen):
        for partner in sorted(groups[key].partners - chosen):
            yield AddedGroup(group=groups[partner], needed_by=groups[key])
    for key in (key for key in groups if key in chosen):
        for unit in sorted(groups[key].units):
            for needed in _needed_units(content.table, selected, unit):
                owner = owner_of(needed)
                if owner and owner not in chosen:
                    yield AddedGroup(group=groups[owner], needed_by=groups[key])
    known = {str(problem) for problem in content.blocking_problems}
    for problem in selected.blocking_problems:
        owner = owner_of((problem.uid, problem.field))
        if str(problem) not in known and owner and owner not in chosen:
            yield AddedGroup(group=groups[owner], needed_by=next(groups[key] for key in groups if key in chosen))


def _needed_units(table: NodeTable, selected: DraftContent, unit: Unit) -> Iterator[Unit]:
    """What a selected change of a node builds on: the node itself, its parent, and the nodes that it names."""
    uid = unit[0]
    state = selected.table.get(uid)
    if state is None:
        yield uid, CREATION
        return
    targets = [state.parent, *(reference.target for reference in references_of(state))]
    targets.append(str(state.values.get("successor") or ""))
    for target in targets:
        if target not in table:
            continue
        if target not in selected.table:
            yield target, CREATION
        elif is_shown(table, target) and not is_shown(selected.table, target):
            yield from ((node.uid, "retired") for node in (table[target], *ancestors(selected.table, target)))
