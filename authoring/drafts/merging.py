"""Join two edits of a node that began with the same text, field by field."""

from dataclasses import replace

from authoring.drafts.nodes import NodeState
from authoring.drafts.queries import DraftContent


def merge_edits(opened: NodeState, mine: NodeState, theirs: NodeState) -> NodeState | None:
    """Their state with my changes of ``opened``. None: both changed a field, and not to the same."""
    values = dict(theirs.values)
    for name, value in mine.values.items():
        if value == opened.values[name]:
            continue
        if theirs.values[name] not in (opened.values[name], value):
            return None
        values[name] = value
    body = theirs.body
    if mine.body != opened.body:
        if theirs.body not in (opened.body, mine.body):
            return None
        body = mine.body
    return replace(theirs, values=values, body=body)


def state_at(content: DraftContent, uid: str, revision: int) -> NodeState | None:
    """The node as it was in the draft after so many edits. None: there was no such state."""
    if revision == 0 or content.draft is None:
        return content.base.get(uid)
    edit = content.draft.edits.filter(uid=uid, revision=revision).first()
    return edit.node if edit else None
