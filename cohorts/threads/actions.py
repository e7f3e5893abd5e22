"""Add, change, delete and restore comments."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.mentor_queue.actions import check_not_claimed, end_claim
from cohorts.permissions import check_has_readers, check_looks_after, check_not_archived, check_visible, lock_learner
from cohorts.threads.models import About, Comment, CommentQuerySet, Rating, Thread
from cohorts.threads.news import tell_open_pages
from cohorts.threads.notices import notify_readers
from cohorts.threads.rules import LineRange, Remark
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from exercises.submissions.source_html import count_lines
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from notices.actions import mark_read
from notices.models import NoticeKind

THREAD_DELETED = "This thread was deleted in the meantime, so we couldn’t save your reply. Start a new thread."
TEXT_CHANGED = "You edited this text in another tab or on another device. Both versions are below."
ANSWERED_MEANWHILE = (
    "{} answered in the meantime. Read it first. Your text is still here: send it again if it adds something."
)
HAS_ANSWER = "Someone has already replied, so you can’t edit this any more. Write a new reply instead."
UNREAD_COMMENT = "Someone wrote in this thread in the meantime, so it isn’t settled yet. Read it first, then settle it."
MAX_WAITING = 20  # questions of one learner that wait for an answer
MAX_COMMENTS = 200  # in a thread
MAX_REMARKS = 10  # on lines, sent together
TOO_MANY_WAITING = f"{MAX_WAITING} of your questions are waiting for an answer. Mark the ones you’ve solved as settled."
TOO_MANY_COMMENTS = f"A thread can have {MAX_COMMENTS} comments, and this would be more. Start a new one."
TOO_MANY_REMARKS = f"Send at most {MAX_REMARKS} remarks on lines at once."
LAST_LINE = "The last line of the code is {}. Choose lines up to there."
NO_CODE = "This isn’t about a submission, so it has no lines. Leave them empty."


class CommentChangedError(RefusedError):
    """``comment`` is the comment as saved now."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(TEXT_CHANGED)
        self.comment = comment


@transaction.atomic
def open_thread(
    *,
    person: User,
    learner: User,
    cohort: Cohort | None,
    about: About,
    text: str,
    uid: UUID,
    remarks: Sequence[Remark] = (),
) -> Thread:
    """Begin a thread: a learner asks the mentors of a cohort, or a mentor writes to a learner.

    ``uid`` identifies the message: sending the same one twice makes one thread.

    Raises:
        PermissionDenied: the person isn't a mentor of that learner in that cohort, or the run is another learner's.
        RefusedError: nobody would read it, too many wait already, or the text can't be typeset.
    """
    if isinstance(about, Submission) and about.learner_id != learner.pk:
        raise PermissionDenied
    lock_learner(learner.pk)
    check_looks_after(person, learner, cohort)
    parts = _parts(text, uid, remarks)
    comments = Comment.objects.filter(thread__learner=learner, thread__cohort=cohort)
    if not _unwritten(parts, comments):
        return comments.select_related("thread").get(uid=parts[0].uid).thread  # a second click
    if person == learner:
        check_has_readers(learner, cohort)
    check_not_archived(cohort)
    thread = begin_thread(person, learner, cohort=cohort, **_about_fields(about))
    _write(thread, person, parts)
    return thread


@transaction.atomic
def settle(*, person: User, thread: Thread, last_read: UUID) -> None:
    """Settle the thread: it is nobody's turn until somebody writes. ``last_read`` is the newest comment they have read.

    Raises RefusedError if there is a newer one: a question must not be settled unread. Nor may a mentor settle what
    another one is answering.
    """
    lock_learner(thread.learner_id)
    check_visible(person, thread)
    if person != thread.learner:
        check_not_claimed(thread, person)
    if thread.comments.last() != thread.comments.filter(uid=last_read).first():
        raise RefusedError(UNREAD_COMMENT)
    Thread.objects.filter(pk=thread.pk).update(settled_at=timezone.now())
    end_claim(thread)
    tell_open_pages(thread)


def reopen(*, person: User, thread: Thread) -> None:
    check_visible(person, thread)
    Thread.objects.filter(pk=thread.pk).update(settled_at=None)
    tell_open_pages(thread)


def read_thread(*, person: User, thread: Thread) -> None:
    """Mark the notices of a thread as read because the person is looking at it."""
    mark_read(person=person, kinds=(NoticeKind.ANSWER, NoticeKind.QUESTION), link=thread.get_absolute_url())


@transaction.atomic
def add_comment(
    *,
    person: User,
    thread: Thread,
    text: str,
    uid: UUID,
    remarks: Sequence[Remark] = (),
    wants_another: bool = False,
    last_read: UUID | None = None,
) -> Comment:
    """Add a text, remarks on lines, or both at once, and return the first comment. A mentor's ends the claim.

    What was sent before is left as it is. ``last_read`` is the newest comment that the writer has read.
    ``wants_another``: the learner would like an answer from a mentor who hasn't answered yet.

    Raises PermissionDenied and RefusedError as `open_thread`, and RefusedError to a mentor while another one is
    answering, or has answered after the comment that they have read.
    """
    lock_learner(thread.learner_id)
    check_visible(person, thread)
    parts = _parts(text, uid, remarks)
    unwritten = _unwritten(parts, thread.comments.all())
    if not unwritten:
        return thread.comments.get(uid=parts[0].uid)
    if person == thread.learner:
        check_has_readers(person, thread.cohort)
        if wants_another:
            Thread.objects.filter(pk=thread.pk).update(another_asked_at=timezone.now())
        return _write(thread, person, unwritten)
    check_not_archived(thread.cohort)
    check_not_claimed(thread, person)
    _check_no_newer_answer(thread, person, last_read)
    comment = _write(thread, person, unwritten)
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
    if _has_answer(current, person):
        raise RefusedError(HAS_ANSWER)
    if current.version != base:
        raise CommentChangedError(current)
    tell_open_pages(thread)
    if not text.strip():
        return _delete(current, person)
    current.text, current.changed_at = text, timezone.now()
    current.save()
    return ""


@transaction.atomic
def take_back_comment(*, person: User, uid: UUID) -> None:
    """Delete what somebody wrote to several learners at once, unless it's gone, or somebody has replied."""
    comment = Comment.objects.filter(uid=uid).select_related("thread__learner", "thread__cohort").first()
    if comment:
        with suppress(PermissionDenied, RefusedError):
            change_comment(person=person, comment=comment, text="", base=comment.version)


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
        part = _Part(UUID(state["uid"]), state["text"], lines)
        _write(thread, person, [part], at=datetime.fromisoformat(state["at"]))
    return thread


@transaction.atomic
def rate_comment(*, person: User, comment: Comment, rating: Rating) -> None:
    """Rate a mentor's comment. The same rating again takes it back.

    Raises PermissionDenied to everybody but the learner.
    """
    thread = comment.thread
    lock_learner(thread.learner_id)
    check_visible(person, thread)
    if person != thread.learner or not comment.from_mentor:
        raise PermissionDenied
    rows = Comment.objects.filter(pk=comment.pk)
    if not rows.filter(rating=rating).update(rating=""):
        rows.update(rating=rating)
    tell_open_pages(thread)


def begin_thread(person: User, learner: User, **fields: Any) -> Thread:
    if person == learner:
        waiting = Thread.objects.filter(learner=learner).with_newest().waiting_for_mentor()
        if waiting.count() >= MAX_WAITING:
            raise RefusedError(TOO_MANY_WAITING)
    return Thread.objects.create(learner=learner, is_request=person == learner, **fields)


class _Part(NamedTuple):
    """What becomes one comment of a message."""

    uid: UUID
    text: str
    lines: LineRange | None


def _parts(text: str, uid: UUID, remarks: Sequence[Remark]) -> list[_Part]:
    """Split a message into its text, if it has one, and its remarks. A remark has the same uid whenever it is sent."""
    if len(remarks) > MAX_REMARKS:
        raise RefusedError(TOO_MANY_REMARKS)
    parts = [_Part(uuid5(uid, f"{remark.lines} {remark.text}"), remark.text, remark.lines) for remark in remarks]
    parts = list(dict.fromkeys(parts))  # the same remark twice is one
    return [_Part(uid, text, None), *parts] if text.strip() or not parts else parts


def _unwritten(parts: Sequence[_Part], comments: CommentQuerySet) -> list[_Part]:
    """Return the parts that aren't among these comments: they were sent before, by a second click or from a page that
    the browser went back to.
    """
    rows = comments.filter(uid__in=[part.uid for part in parts])
    written = {_Part(comment.uid, comment.text, comment.lines) for comment in rows}
    return [part for part in parts if part not in written]


def _write(thread: Thread, person: User, parts: Sequence[_Part], *, at: datetime | None = None) -> Comment:
    """Write the parts of a message at one time, with one notice. Return the first comment."""
    if thread.comments.count() + len(parts) > MAX_COMMENTS:
        raise RefusedError(TOO_MANY_COMMENTS)
    _check_lines(thread, [part.lines for part in parts if part.lines])
    used = set(Comment.objects.filter(uid__in=[part.uid for part in parts]).values_list("uid", flat=True))
    from_mentor, written_at = person != thread.learner, at or timezone.now()
    comments = [
        Comment(
            uid=uuid4() if part.uid in used else part.uid,  # they went back in the browser and sent a new text
            thread=thread, from_mentor=from_mentor, mentor=person if from_mentor else None, text=part.text,
            first_line=part.lines and part.lines[0], last_line=part.lines and part.lines[1], written_at=written_at,
        )
        for part in parts
    ]  # fmt: skip
    for comment in comments:
        comment.save()
    notify_readers(comments[0])
    tell_open_pages(thread)
    return comments[0]


def _has_answer(comment: Comment, writer: User) -> bool:
    """Whether somebody else has written after it."""
    is_own = Q(from_mentor=True, mentor=writer) if comment.from_mentor else Q(from_mentor=False)
    is_later = Q(written_at__gt=comment.written_at) | Q(written_at=comment.written_at, pk__gt=comment.pk)
    return comment.thread.comments.filter(is_later).exclude(is_own).exists()


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


def _about_fields(about: About) -> dict[str, Any]:
    kinds = {"topic": Topic, "exercise": Exercise, "submission": Submission}
    return {name: about for name, kind in kinds.items() if isinstance(about, kind)}


def _check_lines(thread: Thread, ranges: Sequence[LineRange]) -> None:
    if not ranges:
        return
    if thread.submission is None:
        raise RefusedError(NO_CODE)
    count = count_lines(thread.submission.source)
    if max(last for _, last in ranges) > count:
        raise RefusedError(LAST_LINE.format(count))
