"""The draft as an indented list, with what changed marked. It's folded, and can be searched."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from authoring.drafts.labels import count_of_kind, kind_name, title_in_lists
from authoring.drafts.nodes import NodeState, child_uids
from authoring.drafts.problems import Problem
from authoring.drafts.queries import DraftContent
from curriculum.documents.schema import KINDS

GROUPS = (("section", "Reference"), ("phase", "Path"), ("track", "Every week"), ("resource", "Resources"))
OTHERS = ("star", "pace", "tip", "strength", "gap")
MAX_QUERY_CHARS = 100


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
    is_match: bool = False
    """Whether the search found it, not just something under it."""

    @property
    def has_news(self) -> bool:
        """Whether it, or something under it, is what the admin is looking for: a match, a change or a problem."""
        return self.is_match or bool(self.verb or self.problems) or self.is_open

    @property
    def is_open(self) -> bool:
        """Whether what is under it is shown unfolded."""
        return any(child.has_news for child in self.children)

    @property
    def children_text(self) -> str:
        """ "3 activities, 1 checkpoint"."""
        counts = Counter(child.node.kind for child in self.children)
        return ", ".join(count_of_kind(number, kind) for kind, number in counts.items())

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

    @property
    def count_text(self) -> str:
        return count_of_kind(len(self.items), self.kind)

    @property
    def is_folded(self) -> bool:
        """Whether it is one long list in which there is nothing to look at."""
        return self.kind not in ("section", "phase") and not any(item.has_news for item in self.items)


@dataclass(frozen=True, kw_only=True)
class DraftOutline:
    content: DraftContent
    query: str = ""
    """Words that are all in a node's number and title, or its uid; empty for the whole outline."""

    @property
    def roadmap(self) -> NodeState:
        return self.content.table[self.content.roadmap.uid]

    @cached_property
    def match_count(self) -> int:
        return sum(map(self._is_match, self.content.table.values()))

    @cached_property
    def _words(self) -> list[str]:
        return self.query.casefold().split()

    def _is_match(self, node: NodeState) -> bool:
        text = title_in_lists(node).casefold()
        return bool(self.query and node.parent) and (
            node.uid == self.query or all(word in text for word in self._words)
        )

    @cached_property
    def groups(self) -> list[OutlineGroup]:
        root, children = self.roadmap.uid, child_uids(self.content.table)
        verbs = {change.uid: change.verb for change in self.content.changes}
        groups = [(kind, title) for kind, title in GROUPS] + [
            (kind, kind_name(kind).capitalize() + "s") for kind in OTHERS
        ]
        rows = [
            (title, kind, list(self._items(children.get((root, kind), ()), 0, children, verbs)))
            for kind, title in groups
        ]
        if self.query:
            rows = [(title, kind, list(_matching(items))) for title, kind, items in rows]
        return [
            OutlineGroup(title=title, kind=kind, items=items) for title, kind, items in rows if items or not self.query
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
                is_match=self._is_match(table[uid]),
            )  # fmt: skip

    @cached_property
    def _problems(self) -> Mapping[str, list[Problem]]:
        problems: dict[str, list[Problem]] = {}
        for problem in self.content.problems:
            problems.setdefault(problem.uid, []).append(problem)
        return problems

    def problems_of(self, uid: str) -> Sequence[Problem]:
        return self._problems.get(uid, ())


def _matching(items: Sequence[OutlineItem]) -> Iterator[OutlineItem]:
    """The matches, each under its parents. Under the last match of a branch is everything, folded."""
    for item in items:
        children = list(_matching(item.children))
        if children:
            yield replace(item, children=children)
        elif item.is_match:
            yield item
