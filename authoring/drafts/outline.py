"""The draft as an indented list, with what changed marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from authoring.drafts.labels import kind_name
from authoring.drafts.nodes import NodeState, child_uids
from authoring.drafts.problems import Problem
from authoring.drafts.queries import DraftContent
from curriculum.documents.schema import KINDS

GROUPS = (("section", "Reference"), ("phase", "Path"), ("track", "Every week"), ("resource", "Resources"))
OTHERS = ("star", "pace", "tip", "strength", "gap")


@dataclass(frozen=True, kw_only=True)
class OutlineItem:
    node: NodeState
    depth: int
    verb: str
    """The change that the draft makes to it; empty for none."""
    problems: int
    is_first: bool
    is_last: bool
    new_kinds: Sequence[tuple[str, str]]
    """The kinds of node that can be added under it: (kind, what the editor calls it)."""
    children: Sequence["OutlineItem"] = ()

    @property
    def kind(self) -> str:
        return kind_name(self.node.kind)

    @property
    def number(self) -> str:
        return str(self.node.values.get("number") or "")


@dataclass(frozen=True, kw_only=True)
class OutlineGroup:
    title: str
    kind: str
    items: Sequence[OutlineItem]

    @property
    def new_kind(self) -> str:
        return kind_name(self.kind)


@dataclass(frozen=True, kw_only=True)
class DraftOutline:
    content: DraftContent

    @property
    def roadmap(self) -> NodeState:
        return self.content.table[self.content.roadmap.uid]

    @cached_property
    def groups(self) -> list[OutlineGroup]:
        root, children = self.roadmap.uid, child_uids(self.content.table)
        verbs = {change.uid: change.verb for change in self.content.changes}
        groups = [(kind, title) for kind, title in GROUPS] + [
            (kind, kind_name(kind).capitalize() + "s") for kind in OTHERS
        ]
        return [
            OutlineGroup(
                title=title,
                kind=kind,
                items=list(self._items(children.get((root, kind), ()), 0, children, verbs)),
            )
            for kind, title in groups
        ]

    def _items(
        self,
        uids: Sequence[str],
        depth: int,
        children: Mapping[tuple[str, str], Sequence[str]],
        verbs: Mapping[str, str],
    ) -> Iterator[OutlineItem]:
        table = self.content.table
        for place, uid in enumerate(uids):
            kinds = KINDS[table[uid].kind].children
            below = [
                item
                for kind in kinds
                for item in self._items(children.get((uid, kind), ()), depth + 1, children, verbs)
            ]
            yield OutlineItem(
                node=table[uid], depth=depth, verb=verbs.get(uid, ""), problems=len(self.problems_of(uid)),
                is_first=place == 0, is_last=place == len(uids) - 1,
                new_kinds=[(kind, kind_name(kind)) for kind in kinds], children=below,
            )  # fmt: skip

    @cached_property
    def _problems(self) -> Mapping[str, list[Problem]]:
        problems: dict[str, list[Problem]] = {}
        for problem in self.content.problems:
            problems.setdefault(problem.uid, []).append(problem)
        return problems

    def problems_of(self, uid: str) -> Sequence[Problem]:
        return self._problems.get(uid, ())
