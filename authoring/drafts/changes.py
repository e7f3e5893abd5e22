"""What differs between two states of a roadmap, node by node."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from authoring.drafts.labels import label_of
from authoring.drafts.nodes import NodeState, NodeTable, child_uids
from curriculum.documents.schema import KINDS


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """A value as text, before and after; empty where there was none."""

    name: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return label_of(self.name)


@dataclass(frozen=True, kw_only=True)
class NodeChange:
    """One node that differs."""

    uid: str
    kind: str
    title: str
    verb: str
    """"added", "edited", "moved", "retired" or "restored"."""
    fields: Sequence[FieldChange] = ()
    old_parent: str = ""
    """The title of the parent before, if the node moved to another one."""
    new_parent: str = ""
    is_reordered: bool = False

    @property
    def is_placed(self) -> bool:
        """Whether it gets another place in a list."""
        return bool(self.verb == "added" or self.old_parent or self.is_reordered)


def changes_between(before: NodeTable, after: NodeTable) -> list[NodeChange]:
    """In the order of the roadmap as it is afterwards. A node that is missing afterwards counts as retired."""
    moved_uids = _moved_among_siblings(before, after)
    changes = [_change(before, after, uid, is_reordered=uid in moved_uids) for uid in after]
    changes += [
        NodeChange(uid=uid, kind=state.kind, title=state.title, verb="retired")
        for uid, state in before.items()
        if uid not in after and not state.is_retired
    ]
    return [change for change in changes if change]


def _change(before: NodeTable, after: NodeTable, uid: str, *, is_reordered: bool) -> NodeChange | None:
    new, old = after[uid], before.get(uid)
    if old is None:
        return NodeChange(uid=uid, kind=new.kind, title=new.title, verb="added", fields=_fields(None, new))
    fields = _fields(old, new)
    has_moved = old.parent != new.parent
    if not (fields or has_moved or is_reordered or old.is_retired != new.is_retired):
        return None
    verb = "edited" if fields else "moved"
    if old.is_retired != new.is_retired:
        verb = "retired" if new.is_retired else "restored"
    return NodeChange(
        uid=uid, kind=new.kind, title=new.title, verb=verb, fields=fields, is_reordered=is_reordered and not has_moved,
        old_parent=_title(before, old.parent) if has_moved else "",
        new_parent=_title(after, new.parent) if has_moved else "",
    )  # fmt: skip


def _moved_among_siblings(before: NodeTable, after: NodeTable) -> set[str]:
    """The fewest nodes whose place among the siblings they keep explains the new order."""
    moves: set[str] = set()
    old_uids = child_uids(before)
    for key, uids in child_uids(after).items():
        old = [uid for uid in old_uids.get(key, ()) if uid in after and after[uid].parent == key[0]]
        new = [uid for uid in uids if uid in before and before[uid].parent == key[0]]
        if old != new:
            blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
            in_place = {uid for block in blocks for uid in new[block.b : block.b + block.size]}
            moves |= set(new) - in_place
    return moves


def _title(table: NodeTable, uid: str) -> str:
    return table[uid].title if uid in table else uid


def _fields(old: NodeState | None, new: NodeState) -> list[FieldChange]:
    names = [name for name in KINDS[new.kind].fields if name not in ("uid", "retired")]
    pairs = [(name, _text(old, name), _text(new, name)) for name in names]
    pairs.append(("body", old.body if old else "", new.body))
    return [FieldChange(name=name, before=before, after=after) for name, before, after in pairs if before != after]


def _text(state: NodeState | None, name: str) -> str:
    """The value as people read it."""
    if state is None:
        return ""
    value: Any = state.values.get(name)
    if value in (None, "", (), False):
        return ""
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {share}%" for key, share in value.items())
    if hasattr(value, "from_scratch"):
        return f"{value.refresher} (refresher), {value.from_scratch} (from scratch)"
    return "yes" if value is True else str(value)
