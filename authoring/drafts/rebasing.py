"""What stays in a draft when a selection of its changes is published: the edits of the others, on the new roadmap."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from authoring.drafts.groups import CREATION, PLACE, EditGroup, changed_fields, with_fields
from authoring.drafts.models import NodeEdit, RoadmapDraft
from authoring.drafts.nodes import NodeState, NodeTable
from authoring.drafts.queries import DraftContent
from authoring.versions.models import RoadmapVersion

Orders = Mapping[tuple[str, str], Sequence[tuple[float, float]]]
"""For the children of a kind of a node: their orders in the draft and in the new roadmap, both ascending."""


def move_published_edits(
    content: DraftContent, groups: Sequence[EditGroup], *, version: RoadmapVersion, base: NodeTable
) -> None:
    """Give the edits of these groups to a closed draft, and apply the others to what is published now.

    Args:
        base: the roadmap with the groups' changes.
    """
    draft = content.draft
    if draft is None:
        return
    batches = {batch for group in groups for batch in group.batches}
    closed = RoadmapDraft.objects.create(
        roadmap=content.roadmap, opened_at=draft.opened_at, closed_at=timezone.now(), version=version
    )
    NodeEdit.objects.filter(draft=draft, batch__in=batches).update(draft=closed)
    rebase = _Rebase(content=content, published={unit for group in groups for unit in group.units}, base=base)
    log: dict[str, list[NodeEdit]] = defaultdict(list)
    for edit in content.log:
        log[edit.uid].append(edit)
    rows = [row for uid, edits in log.items() for row in rebase.edits_of(uid, edits, batches)]
    NodeEdit.objects.bulk_update(rows, ["state", "base_digest"], batch_size=200)


@dataclass(frozen=True, kw_only=True)
class _Rebase:
    content: DraftContent
    published: set[tuple[str, str]]
    """The units that were."""
    base: NodeTable

    def edits_of(self, uid: str, edits: Sequence[NodeEdit], batches: set[UUID]) -> list[NodeEdit]:
        """The edits of a node that stay, each with what it changed itself on top of the new base."""
        orders = self._orders()
        old, state = self.content.base.get(uid), self.base.get(uid)
        rows = []
        for edit in edits:
            before, old = old, edit.node or self.content.base.get(uid)
            if edit.batch in batches:
                continue
            if edit.state is None:
                state = self.base.get(uid)
            elif old and (before is None or state is None):
                state = self._placed(old, orders)
            elif old and before and state:
                names = [name for name in changed_fields(before, old) if (uid, name) not in self.published]
                state = with_fields(state, self._placed(old, orders) if PLACE in names else old, names)
            edit.state = state.as_json() if state and edit.state is not None else None
            edit.base_digest = self.base[uid].digest if uid in self.base else ""
            rows.append(edit)
        return rows

    def _placed(self, state: NodeState, orders: Orders) -> NodeState:
        """The node with its order among the siblings as they are numbered now."""
        return replace(state, order=shifted(state.order, orders.get((state.parent, state.kind), ())))

    def _orders(self) -> Orders:
        """Of the siblings that have the same place in the draft and in the new roadmap."""
        units = self.content.ownership.owners.keys() - self.published
        waiting = {uid for uid, name in units if name in (PLACE, CREATION)}
        pairs: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        for uid, state in self.base.items():
            draft_state = self.content.table.get(uid)
            if draft_state and uid not in waiting and draft_state.parent == state.parent:
                pairs[state.parent, state.kind].append((draft_state.order, state.order))
        return {key: sorted(group) for key, group in pairs.items()}


def shifted(order: float, pairs: Sequence[tuple[float, float]]) -> float:
    """The order between the same neighbors, where ``pairs`` has the neighbors' old and new orders.

    >>> shifted(1.5, [(1, 1), (2, 4)]), shifted(7, [(1, 1), (2, 4)]), shifted(0, [(1, 3)]), shifted(2, [])
    (2.5, 9, 2, 2)
    """
    place = bisect_left(pairs, (order, float("-inf")))
    if not pairs:
        return order
    if place == 0:
        return order - pairs[0][0] + pairs[0][1]
    if place == len(pairs):
        return order - pairs[-1][0] + pairs[-1][1]
    (low, new_low), (high, new_high) = pairs[place - 1], pairs[place]
    return new_low + (new_high - new_low) * (order - low) / (high - low)
