"""Edit a draft. Every edit is kept, with who made it and why, so that each of them can be undone."""

import uuid
from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from authoring.drafts.models import NodeEdit, RoadmapDraft
from authoring.drafts.nodes import NodeState, NodeTable
from authoring.drafts.queries import DraftContent, draft_content
from curriculum.models import Roadmap
from lib.errors import RefusedError

MAX_EDITS = 5_000  # in one draft: it is read whole for every page of the editor
TOO_MANY_EDITS = "This draft has 5,000 edits. Publish or discard it before you continue."
NOTHING_TO_UNDO = "This edit can’t be undone, because something it touched was edited again. Edit that instead."
Operation = Callable[[NodeTable], Mapping[str, NodeState]]


class EditConflictError(RefusedError):
    """Someone else has edited the node since the editor was opened. ``content`` has their text."""

    def __init__(self, uid: str, content: DraftContent) -> None:
        edit = content.edits.get(uid)
        author = str(edit.author) if edit and edit.author else "Someone else"
        moment = f" at {date_format(timezone.localtime(edit.made_at), 'H:i')}" if edit else ""
        super().__init__(f"{author} saved this{moment}. Compare both texts and save again.")
        self.uid = uid
        self.content = content


def check_may_edit(person: User | None) -> None:
    """None stands for somebody at the command line, who may do everything."""
    if person and not person.edits_curriculum:
        raise PermissionDenied


@transaction.atomic
def edit_draft(
    *, person: User | None, roadmap: Roadmap, operation: Operation, action: str, reason: str = "",
    revisions: Mapping[str, int] | None = None,
) -> NodeEdit | None:  # fmt: skip
    """Apply an operation of `rules.operations` to the open draft, or to a new one. Returns its first edit.

    ``revisions`` names the revision of each node that the person saw. None is returned if nothing changes.

    Raises:
        EditConflictError: a node has another revision by now.
        RefusedError: the operation isn't possible; the message says why.
    """
    check_may_edit(person)
    draft = _lock_draft(roadmap)
    content = draft_content(roadmap, draft)
    for uid, revision in (revisions or {}).items():
        if content.revision_of(uid) != revision:
            raise EditConflictError(uid, content)
    states = {uid: state for uid, state in operation(content.table).items() if content.table.get(uid) != state}
    return _append(content, dict(states), person=person, action=action, reason=reason)


@transaction.atomic
def undo_edit(*, person: User, draft: RoadmapDraft, batch: uuid.UUID) -> NodeEdit | None:
    """Give the nodes of an operation the states that they had before it. This too is an edit, so it can be undone."""
    check_may_edit(person)
    lock_roadmap(draft.roadmap_id)
    draft = RoadmapDraft.objects.get(pk=draft.pk)
    if draft.closed_at:
        raise RefusedError("This draft is closed. Publish an earlier version to go back.")
    content = draft_content(draft.roadmap, draft)
    edits = list(draft.edits.filter(batch=batch))
    if not edits or any(content.edits[edit.uid].pk != edit.pk for edit in edits):
        raise RefusedError(NOTHING_TO_UNDO)
    before = {(edit.uid, edit.revision): edit.node for edit in draft.edits.filter(uid__in=[edit.uid for edit in edits])}
    states = {edit.uid: before.get((edit.uid, edit.revision - 1)) for edit in edits}
    return _append(content, states, person=person, action=f"Undid “{edits[0].action}”", reason="")


@transaction.atomic
def discard_draft(*, person: User, draft: RoadmapDraft) -> None:
    """Close a draft without publishing it. Its edits stay in the history, and it can be opened again."""
    check_may_edit(person)
    RoadmapDraft.objects.open().filter(pk=draft.pk).update(closed_at=timezone.now())


@transaction.atomic
def reopen_draft(*, person: User, draft: RoadmapDraft) -> None:
    """Undo discarding it. Raises RefusedError if the roadmap has another draft by now."""
    check_may_edit(person)
    lock_roadmap(draft.roadmap_id)
    if draft.version_id or RoadmapDraft.objects.open().filter(roadmap=draft.roadmap_id).exists():
        raise RefusedError("There’s another draft now. Discard that one first.")
    RoadmapDraft.objects.filter(pk=draft.pk).update(closed_at=None)


def lock_roadmap(pk: int) -> None:
    """Let nobody else edit, publish or open a draft until the end of the transaction. It's the only lock, so two people
    can't wait for each other.
    """
    Roadmap.objects.select_for_update().get(pk=pk)


def _lock_draft(roadmap: Roadmap) -> RoadmapDraft:
    """The open draft, which nobody else can edit until the end of the transaction."""
    lock_roadmap(roadmap.pk)
    draft = RoadmapDraft.objects.open().filter(roadmap=roadmap).first()
    return draft or RoadmapDraft.objects.create(roadmap=roadmap)


def _append(
    content: DraftContent, states: dict[str, NodeState | None], *, person: User | None, action: str, reason: str
) -> NodeEdit | None:
    draft = content.draft
    if not states or draft is None:
        return None
    if draft.edits.count() + len(states) > MAX_EDITS:
        raise RefusedError(TOO_MANY_EDITS)
    batch = uuid.uuid4()
    rows = [
        NodeEdit(
            draft=draft, uid=uid, revision=content.revision_of(uid) + 1, state=state.as_json() if state else None,
            base_digest=content.base[uid].digest if uid in content.base else "", batch=batch,
            author=person, action=action[:120], reason=reason,
        )
        for uid, state in states.items()
    ]  # fmt: skip
    try:
        with transaction.atomic():
            NodeEdit.objects.bulk_create(rows)
    except IntegrityError:  # only where the database has no row locks
        raise EditConflictError(rows[0].uid, content) from None
    return rows[0]
