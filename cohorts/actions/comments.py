"""Add, change, delete and restore comments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cohorts.actions.access import (
    check_has_readers,
    check_looks_after,
    check_not_archived,
    check_visible,
    lock_learner,
)
from cohorts.actions.claims import check_not_claimed, end_claim
from cohorts.actions.writing import begin_thread, save_comment, write_comment
from cohorts.models import Cohort, Comment, Thread
from cohorts.rules.lines import LineRange
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from lib.errors import RefusedError
from lib.undo_tokens import make_undo_token, read_undo_token

THREAD_DELETED = "This thread was deleted in the meantime, so we couldn’t save your reply. Start a new thread."
TEXT_CHANGED = "You edited this text in another tab or on another device. Both versions are below."
ANSWERED_MEANWHILE = (
    "{} answered in the meantime. Read it first. Your text is still here: send it again if it adds something."
)
HAS_ANSWER = "Someone has already replied, so you can’t edit this any more. Write a new reply instead."


class CommentChangedError(RefusedError):
    """``comment`` is the comment as saved now."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(TEXT_CHANGED)
        self.comment = comment


@transaction.atomic
def add_comment(
    *,
    person: User,
    thread: Thread,
    text: str,
    uid: UUID,
    lines: LineRange | None = None,
    wants_another: bool = False,
    last_read: UUID | None = None,
) -> Comment:
    """Add a comment. A mentor's ends the claim.

    ``last_read`` is the newest comment that the writer has read. ``wants_another``: the learner would like an answer
    from a mentor who hasn't answered yet.

    Raises PermissionDenied and RefusedError as `open_thread`, and RefusedError to a mentor while another one is
    answering, or has answered after the comment that they have read.
    """
    lock_learner(thread.learner_id)
    check_visible(person, thread)
    if comment := thread.comments.filter(uid=uid, text=text).first():
        return comment
    if person == thread.learner:
        check_has_readers(person, thread.cohort)
        if wants_another:
            Thread.objects.filter(pk=thread.pk).update(another_asked_at=timezone.now())
        return write_comment(thread, person, text, uid, lines=lines)
    check_not_archived(thread.cohort)
    check_not_claimed(thread, person)
    _check_no_newer_answer(thread, person, last_read)
    comment = write_comment(thread, person, text, uid, lines=lines)
    end_claim(thread)
    Thread.objects.filter(pk=thread.pk).update(another_asked_at=None)
    return comment


@transaction.atomic
def change_comment(*, person: User, comment: Comment, text: str, base: str) -> str:
    """Change a comment. An empty text deletes it, and deletes the thread with its last comment.

    ``base`` is the version that the new text is based on. Return the undo token of a deletion, otherwise an empty text.

    Raises:
        PermissionDenied: somebody else wrote it.
        CommentChangedError: its writer has saved another text since.
        RefusedError: somebody has written below it, or the text can't be typeset.
    """
    thread = comment.thread
    lock_learner(thread.learner_id)
    check_visible(person, thread)
    current = thread.comments.filter(pk=comment.pk).select_related("thread__learner").first()
    if current is None or not current.is_by(person):
        raise PermissionDenied
    if current.text == text:
        return ""
    if thread.comments.last() != current:
        raise RefusedError(HAS_ANSWER)
    if current.version != base:
        raise CommentChangedError(current)
    if not text.strip():
        return _delete(current, person)
    current.text, current.changed_at = text, timezone.now()
    save_comment(current)
    return ""


@transaction.atomic
def restore_comment(*, person: User, undo_token: str) -> Thread:
    """Undo a deletion. Raises as `read_undo_token`."""
    state = read_undo_token("comment", person, undo_token, otherwise="Write it again.")
    learner = User.objects.filter(uid=state["learner"]).first()
    if learner is None:
        raise RefusedError("The learner has deleted their account and everything in it.")
    lock_learner(learner.pk)
    thread = Thread.objects.filter(uid=state["thread"]["uid"], learner=learner).first()
    if thread:
        check_visible(person, thread)
    else:
        fields = _thread_fields(state["thread"], learner)
        check_looks_after(person, learner, fields["cohort"])
        if state["thread"]["is_request"] != (person == learner):
            raise RefusedError(THREAD_DELETED)  # it could show a try run that the learner no longer shares
        thread = begin_thread(person, learner, **fields)
    if not thread.comments.filter(uid=state["uid"]).exists():
        lines: LineRange | None = None
        if thread.submission and state.get("lines"):
            lines = (state["lines"][0], state["lines"][1])
        at = datetime.fromisoformat(state["at"])
        write_comment(thread, person, state["text"], UUID(state["uid"]), lines=lines, at=at)
    return thread


def _check_no_newer_answer(thread: Thread, person: User, last_read: UUID | None) -> None:
    newest = thread.comments.select_related("mentor").last()
    is_unread = newest is not None and last_read is not None and newest.uid != last_read
    if newest and is_unread and newest.from_mentor and not newest.is_by(person):
        raise RefusedError(ANSWERED_MEANWHILE.format(newest.mentor or "A former mentor"))


def _delete(comment: Comment, person: User) -> str:
    thread = comment.thread
    thread_state = {
        "uid": str(thread.uid), "is_request": thread.is_request, "at": thread.opened_at.isoformat(),
        "cohort": thread.cohort_id, "topic": thread.topic_id, "exercise": thread.exercise_id,
        "submission": thread.submission_id,
    }  # fmt: skip
    state = {
        "uid": str(comment.uid), "text": comment.text, "at": comment.written_at.isoformat(),
        "lines": comment.lines, "learner": str(thread.learner.uid), "thread": thread_state,
    }  # fmt: skip
    comment.delete()
    if not thread.comments.exists():
        thread.delete()
    return make_undo_token("comment", person, state)


def _thread_fields(state: dict[str, Any], learner: User) -> dict[str, Any]:
    """The fields of a deleted thread. What it was about is left out if it no longer exists."""
    return {
        "uid": state["uid"],
        "opened_at": datetime.fromisoformat(state["at"]),
        "cohort": Cohort.objects.filter(pk=state.get("cohort") or 0).first(),
        "topic": Topic.objects.filter(pk=state["topic"]).first(),
        "exercise": Exercise.objects.filter(pk=state["exercise"]).first(),
        "submission": Submission.objects.filter(pk=state["submission"], learner=learner).first(),
    }
