"""What an admin can do to a roadmap. Each operation gives the new states of the nodes that it changes, by uid.

Nothing is ever deleted: learners' progress refers to nodes by their uids, so a node that is no longer wanted is retired
and can say which node has its content now.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from authoring.drafts.nodes import NodeState, NodeTable, ancestors, children_of
from authoring.drafts.references import NodeReference, with_reference
from curriculum.documents.schema import KINDS
from lib.errors import RefusedError

Changes = dict[str, NodeState]


def edit_node(table: NodeTable, uid: str, *, values: dict[str, Any], body: str) -> Changes:
    """Replace its values, except for the uid and whether it is retired."""
    state = table[uid]
    fixed_values = {"uid": uid, "retired": state.values["retired"]}
    return {
        uid: NodeState(
            kind=state.kind,
            parent=state.parent,
            order=state.order,
            values={**state.values, **values, **fixed_values},
            body=body,
        )
    }


def add_node(
    table: NodeTable, *, kind: str, parent: str, values: dict[str, Any], body: str = "", after: str = ""
) -> Changes:
    """Add a node under ``parent``, right behind its sibling ``after`` or at the end."""
    uid = str(values["uid"])
    if uid in table:
        raise RefusedError(f"The uid “{uid}” is taken by “{table[uid].title}”. Choose another one.")
    _check_parent(table, kind, parent)
    empty = {name: field_type.empty for name, field_type in KINDS[kind].fields.items()}
    siblings = children_of(table, parent, kind)
    at = next((place for place, state in enumerate(siblings, 1) if state.uid == after), len(siblings))
    order = _order_at(siblings, at)
    return {uid: NodeState(kind=kind, parent=parent, order=order, values={**empty, **values}, body=body)}


def move_node(table: NodeTable, uid: str, *, parent: str, place: int) -> Changes:
    """Put it under ``parent``, as the child number ``place`` of its kind, counted from 0."""
    state = table[uid]
    _check_parent(table, state.kind, parent)
    if uid == parent or any(above.uid == uid for above in ancestors(table, parent)):
        raise RefusedError(f"“{state.title}” can’t be moved into itself. Choose another place.")
    siblings = [sibling for sibling in children_of(table, parent, state.kind) if sibling.uid != uid]
    order = _order_at(siblings, max(0, min(place, len(siblings))))
    return {uid: NodeState(kind=state.kind, parent=parent, order=order, values=state.values, body=state.body)}


def retire_node(
    table: NodeTable, uid: str, *, successor: str = "", replacements: Mapping[NodeReference, str | None] | None = None
) -> Changes:
    """Stop showing a node.

    Args:
        successor: the uid of the topic or part that has its content now.
        replacements: for each place that names the node or one under it, the uid that it names instead. Empty to
            remove the name, and None to retire that place too.
    """
    state = table[uid]
    if successor and (successor == uid or successor not in table or table[successor].is_retired):
        raise RefusedError("Choose a topic or part that is still shown.")
    changes = {"retired": True} | ({"successor": successor} if "successor" in state.values else {})
    return {uid: state.with_values(**changes)} | _replace_references(table, replacements or {})


def restore_node(table: NodeTable, uid: str) -> Changes:
    state = table[uid]
    changes = {"retired": False} | ({"successor": ""} if "successor" in state.values else {})
    return {uid: state.with_values(**changes)}


def split_topic(table: NodeTable, uid: str, *, values: dict[str, Any], parts: Sequence[str]) -> Changes:
    """Move some parts of a topic to a new topic right behind it. Their uids, and so learners' marks, stay."""
    topic = table[uid]
    if topic.kind != "topic":
        raise RefusedError("Only a topic can be split.")
    own = [state.uid for state in children_of(table, uid, "subtopic") if not state.is_retired]
    if not parts or any(part not in own for part in parts):
        raise RefusedError("Choose at least one part of this topic to move to the new one.")
    changes = add_node(table, kind="topic", parent=topic.parent, values=values, after=uid)
    new = str(values["uid"])
    for order, part in enumerate(part for part in own if part in parts):
        state = table[part]
        changes[part] = NodeState(kind=state.kind, parent=new, order=order, values=state.values, body=state.body)
    return changes | _refer_to_both(table, uid, new)


def merge_topic(table: NodeTable, uid: str, *, into: str) -> Changes:
    """Move all parts of a topic to the end of another, and retire it with that one as its successor."""
    source, target = table[uid], table.get(into)
    if target is None or target.kind != "topic" or source.kind != "topic" or into == uid or target.is_retired:
        raise RefusedError("Choose another topic that is still shown.")
    changes = retire_node(table, uid, successor=into)
    last = max((state.order for state in children_of(table, into, "subtopic")), default=-1.0)
    for place, part in enumerate(children_of(table, uid, "subtopic"), 1):
        changes[part.uid] = NodeState(
            kind=part.kind, parent=into, order=last + place, values=part.values, body=part.body
        )
    return changes | _refer_instead(table, uid, into)


def _refer_to_both(table: NodeTable, uid: str, new: str) -> Changes:
    """What is about the topic is about the new one too: activities, criteria and resources."""
    return {
        state.uid: state.with_values(topics=tuple(sorted({*state.values["topics"], new})))
        for state in table.values()
        if uid in state.values.get("topics", ())
    }


def _refer_instead(table: NodeTable, uid: str, into: str) -> Changes:
    return {
        state.uid: state.with_values(topics=tuple(sorted({*state.values["topics"], into} - {uid})))
        for state in table.values()
        if uid in state.values.get("topics", ())
    }


def _replace_references(table: NodeTable, replacements: Mapping[NodeReference, str | None]) -> Changes:
    changes: Changes = {}
    for reference, replacement in replacements.items():
        state = changes.get(reference.uid, table[reference.uid])
        if replacement is None:
            changes[reference.uid] = state.with_values(retired=True)
        else:
            changes[reference.uid] = with_reference(state, reference, replacement)
    return changes


def _check_parent(table: NodeTable, kind: str, parent: str) -> None:
    if parent not in table or kind not in KINDS[table[parent].kind].children:
        raise RefusedError(f"A {kind} can’t be there. Choose a place that can hold it.")


def _order_at(siblings: Sequence[NodeState], place: int) -> float:
    """A number between those of the siblings before and at ``place``."""
    before = siblings[place - 1].order if place else None
    behind = siblings[place].order if place < len(siblings) else None
    if before is None:
        return behind - 1 if behind is not None else 0.0
    return before + 1 if behind is None else (before + behind) / 2
