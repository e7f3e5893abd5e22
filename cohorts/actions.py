"""What a learner and their mentors do in a thread. Nobody waits for it: a question stops nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils import timezone

from accounts.errors import RefusedError
from accounts.models import User
from accounts.receipts import read_receipt, write_receipt
from cohorts.models import About, Comment, Membership, Thread
from curriculum.markdown import MarkdownError
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from notices.actions import take_back, tell
from notices.models import Kind

MOST_WAITING = 20  # questions of one learner that wait for an answer
MOST_COMMENTS = 200  # in a thread
UNSEEN = "This thread has changed meanwhile, so it is not settled yet. Read it, and settle it then."
TAKEN_BACK = "Whoever began this thread has taken it back since, so yours has no place any more. Write it anew."
NOBODY_READS = "Nobody looks after you at the moment, so nobody would read it. An admin puts you into a cohort."
CHANGED = "You changed this text meanwhile, in another tab or on another device. Nothing is lost."
ANSWERED = "There is an answer to it by now, so it stays as it was. Write what has changed below."


class CommentChangedError(RefusedError):
    """``comment`` is what is saved now."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(CHANGED)
        self.comment = comment


@transaction.atomic
def open_thread(*, person: User, learner: User, about: About, text: str, uid: UUID) -> Thread:
    """A learner asks, or a mentor writes to them. ``uid`` names the first comment: the same one twice is one thread.

    Raises:
        PermissionDenied: they do not look after that learner, or the run is another's.
        RefusedError: nobody would read it, too many wait already, or the text can't be typeset.
    """
    if isinstance(about, Submission) and about.learner_id != learner.pk:
        raise PermissionDenied
    _lock(learner.pk)
    _check_looks_after(person, learner)
    sent = Comment.objects.filter(uid=uid, text=text, thread__learner=learner).select_related("thread").first()
    if sent:
        return sent.thread  # a second click
    if person == learner:
        _refuse_unread(learner)
    thread = _begin(person, learner, **_columns(about))
    _write(thread, person, text, uid)
    return thread


@transaction.atomic
def add_comment(*, person: User, thread: Thread, text: str, uid: UUID) -> Comment:
    """Raises PermissionDenied and RefusedError, as `open_thread`."""
    _lock(thread.learner_id)
    _check_visible(person, thread)
    if sent := thread.comments.filter(uid=uid, text=text).first():
        return sent
    if person == thread.learner:
        _refuse_unread(person)
    return _write(thread, person, text, uid)


@transaction.atomic
def change_comment(*, person: User, comment: Comment, text: str, base: str) -> str:
    """Keep the new text; an empty one deletes the comment, and with the last comment its thread.

    ``base`` is the version that the text was made from.

    Gives the receipt that brings a deleted comment back, else nothing.

    Raises:
        PermissionDenied: another wrote it.
        CommentChangedError: its writer saved another text meanwhile.
        RefusedError: somebody wrote below it meanwhile, or the text can't be typeset.
    """
    thread = comment.thread
    _lock(thread.learner_id)
    _check_visible(person, thread)
    found = thread.comments.filter(pk=comment.pk).select_related("thread__learner").first()
    if found is None or not found.is_by(person):
        raise PermissionDenied
    if found.text == text:
        return ""
    if thread.comments.last() != found:
        raise RefusedError(ANSWERED)
    if found.version != base:
        raise CommentChangedError(found)
    if not text.strip():
        return _delete(found, person)
    found.text, found.changed_at = text, timezone.now()
    _save(found)
    return ""


@transaction.atomic
def restore_comment(*, person: User, receipt: str) -> Thread:
    """Undo a deletion. Raises as `read_receipt`."""
    kept = read_receipt("comment", person, receipt, otherwise="Write it anew.")
    learner = User.objects.filter(uid=kept["learner"]).first()
    if learner is None:
        raise RefusedError("The learner has deleted their account, and what was written with it.")
    _lock(learner.pk)
    thread = Thread.objects.filter(uid=kept["thread"]["uid"], learner=learner).first()
    if thread:
        _check_visible(person, thread)
    else:
        _check_looks_after(person, learner)
        if kept["thread"]["is_request"] != (person == learner):
            raise RefusedError(TAKEN_BACK)  # else a try run that its learner no longer shows would be shown again
        thread = _begin(person, learner, **_opened(kept["thread"], learner))
    if not thread.comments.filter(uid=kept["uid"]).exists():
        _write(thread, person, kept["text"], UUID(kept["uid"]), at=datetime.fromisoformat(kept["at"]))
    return thread


@transaction.atomic
def settle(*, person: User, thread: Thread, seen: UUID) -> None:
    """Nobody is to write next, until somebody does. ``seen`` is the newest comment that they read.

    Raises RefusedError where somebody wrote since: a question must not be settled unread.
    """
    _lock(thread.learner_id)
    _check_visible(person, thread)
    if thread.comments.last() != thread.comments.filter(uid=seen).first():
        raise RefusedError(UNSEEN)
    Thread.objects.filter(pk=thread.pk).update(settled_at=timezone.now())


def reopen(*, person: User, thread: Thread) -> None:
    _check_visible(person, thread)
    Thread.objects.filter(pk=thread.pk).update(settled_at=None)


def watch() -> None:
    """Take back what was told of a comment when it goes, whoever deletes it: its writer, an admin, or with an account.

    Else somebody would be led, and mailed, to nothing. Called once, when all is loaded.
    """
    post_delete.connect(_untell, Comment, dispatch_uid="comment-untold")


# ---------------------------------------------------------------- inside


def _lock(learner: int) -> None:
    """One change at a time of what one learner and their mentors write. What may be done is asked once it is held."""
    if User.objects.select_for_update().filter(pk=learner).first() is None:
        raise PermissionDenied  # they deleted their account in this moment


def _check_visible(person: User, thread: Thread) -> None:
    if not Thread.objects.visible_to(person).filter(pk=thread.pk).exists():
        raise PermissionDenied


def _check_looks_after(person: User, learner: User) -> None:
    if person != learner and not Membership.objects.looked_after_by(person).filter(user=learner).exists():
        raise PermissionDenied


def _refuse_unread(learner: User) -> None:
    if not Membership.objects.mentors_of(learner).exists():
        raise RefusedError(NOBODY_READS)


def _begin(person: User, learner: User, **fields: Any) -> Thread:
    if person == learner:
        waiting = Thread.objects.filter(learner=learner).with_newest().waiting_for_mentor()
        if waiting.count() >= MOST_WAITING:
            raise RefusedError(f"{MOST_WAITING} of your questions wait for an answer. Settle those that you solved.")
    return Thread.objects.create(learner=learner, is_request=person == learner, **fields)


def _columns(about: About) -> dict[str, Any]:
    kinds = {"topic": Topic, "exercise": Exercise, "submission": Submission}
    return {name: about for name, kind in kinds.items() if isinstance(about, kind)}


def _write(thread: Thread, person: User, text: str, uid: UUID, *, at: datetime | None = None) -> Comment:
    if thread.comments.count() >= MOST_COMMENTS:
        raise RefusedError(f"A thread holds {MOST_COMMENTS} comments, and this one is full. Begin another one.")
    from_mentor = person != thread.learner
    if Comment.objects.filter(uid=uid).exists():
        uid = uuid4()  # another text was sent under it: somebody went back, typed and sent again, or made it up
    comment = Comment(
        uid=uid, thread=thread, from_mentor=from_mentor, mentor=person if from_mentor else None, text=text,
        written_at=at or timezone.now(),
    )  # fmt: skip
    _save(comment)
    _tell(comment)
    return comment


def _save(comment: Comment) -> None:
    try:
        comment.save()
    except MarkdownError as error:
        raise RefusedError(str(error)) from error


def _delete(comment: Comment, person: User) -> str:
    thread = comment.thread
    opened = {
        "uid": str(thread.uid), "is_request": thread.is_request, "at": thread.opened_at.isoformat(),
        "topic": thread.topic_id, "exercise": thread.exercise_id, "submission": thread.submission_id,
    }  # fmt: skip
    was = {
        "uid": str(comment.uid), "text": comment.text, "at": comment.written_at.isoformat(),
        "learner": str(thread.learner.uid), "thread": opened,
    }  # fmt: skip
    comment.delete()
    if not thread.comments.exists():
        thread.delete()
    return write_receipt("comment", person, was)


def _opened(kept: dict[str, Any], learner: User) -> dict[str, Any]:
    """The fields of a thread as they were, but for what it was about if that is gone by now."""
    return {
        "uid": kept["uid"],
        "opened_at": datetime.fromisoformat(kept["at"]),
        "topic": Topic.objects.filter(pk=kept["topic"]).first(),
        "exercise": Exercise.objects.filter(pk=kept["exercise"]).first(),
        "submission": Submission.objects.filter(pk=kept["submission"], learner=learner).first(),
    }


def _untell(instance: Comment, **_: Any) -> None:
    take_back(kind=Kind.ANSWER if instance.from_mentor else Kind.QUESTION, keys=[str(instance.uid)])


def _tell(comment: Comment) -> None:
    """The other side, without names: a notice may outlive an account."""
    thread, key = comment.thread, str(comment.uid)
    link = thread.get_absolute_url()
    if comment.from_mentor:
        sentence = f"Your mentor wrote to you about {thread.called}."
        tell(person=thread.learner, kind=Kind.ANSWER, key=key, sentence=sentence, link=link)
        return
    for member in Membership.objects.mentors_of(thread.learner).select_related("user"):
        sentence = f"A learner wrote to you about {thread.called}."
        tell(person=member.user, kind=Kind.QUESTION, key=key, sentence=sentence, link=link)
