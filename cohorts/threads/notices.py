"""Notify the other side of a thread, and retract the notice of a deleted comment."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_delete

from accounts.models import User
from cohorts.needs.digest import write_digest
from cohorts.permissions import is_mentor, readers_of
from cohorts.threads.models import Comment, Thread
from notices.actions import NoticeDraft, notify, retract
from notices.mail import write_mail_with
from notices.models import Notice, NoticeKind
from notices.queries import offer_only_to

MENTOR_WROTE = "Your mentor wrote to you about {}."
HANDED_OVER = "Another mentor handed you a question about {}."
STILL_WAITING = "Your mentor’s answer about {} has been waiting for you for {} days."
LEARNER_WROTE = "A learner wrote to you about {}."
_NUDGES_OF = "{} after "  # the days follow


def notify_readers(comment: Comment) -> None:
    """Notify the other side, in one notice for each thread. No names: a notice may outlive an account.

    What was sent together is one item.
    """
    thread, first = comment.thread, Comment.objects.written_with(comment)[0]
    about = {"key": str(thread.uid), "item": str(first.uid), "link": thread.get_absolute_url()}
    if comment.from_mentor:
        sentence = MENTOR_WROTE.format(thread.quoted_title)
        notify(person=thread.learner, kind=NoticeKind.ANSWER, sentence=sentence, **about)
        return
    for member in readers_of(thread.learner, thread.cohort).select_related("user"):
        sentence = LEARNER_WROTE.format(thread.quoted_title)
        notify(person=member.user, kind=NoticeKind.QUESTION, sentence=sentence, **about)


def set_up_notices() -> None:
    """Offer mentors' kinds of notices to mentors only, and write the digest's email. Called once, when the app is
    ready.
    """
    offer_only_to(is_mentor, [NoticeKind.QUESTION, NoticeKind.DIGEST])
    write_mail_with(NoticeKind.DIGEST, write_digest)


def notify_of_handover(thread: Thread, mentor: User) -> None:
    """Notify the mentor who got a question from a colleague."""
    newest = thread.comments.last()
    if newest:
        sentence = HANDED_OVER.format(thread.quoted_title)
        _notify_of(newest, mentor, NoticeKind.QUESTION, handover_key(newest), sentence)


def notify_again(comment: Comment, *, days: int, closes_in: int) -> bool:
    """Remind the learner of an answer that has waited for so many days. ``closes_in``: 0 or less if it won't close."""
    thread = comment.thread
    end = f" It closes in {closes_in} days." if closes_in > 0 else ""
    sentence = STILL_WAITING.format(thread.quoted_title, days) + end
    return _notify_of(comment, thread.learner, NoticeKind.ANSWER, nudge_key(comment, days), sentence)


def reminder_of(comment: Comment, *, days: int) -> NoticeDraft:
    """Return the notice that reminds a learner of an answer which has waited for so many days."""
    thread = comment.thread
    return NoticeDraft(
        person=thread.learner,
        key=nudge_key(comment, days),
        item=str(comment.uid),
        sentence=STILL_WAITING.format(thread.quoted_title, days),
        link=thread.get_absolute_url(),
    )


def reminder_counts(comments: Sequence[Comment]) -> Counter[str]:
    """Count how often learners were reminded of these answers, by the answer's uid. One query."""
    learners = [comment.thread.learner_id for comment in comments]
    separator = _NUDGES_OF.format("")
    keys = Notice.objects.filter(kind=NoticeKind.ANSWER, person__in=learners, key__contains=separator)
    return Counter(key.split(separator)[0] for key in keys.values_list("key", flat=True))


def _notify_of(comment: Comment, person: User, kind: NoticeKind, key: str, sentence: str) -> bool:
    link = comment.thread.get_absolute_url()
    return notify(person=person, kind=kind, key=key, item=str(comment.uid), sentence=sentence, link=link)


def handover_key(comment: Comment) -> str:
    return f"{comment.uid} handed over"


def nudge_key(comment: Comment, days: int) -> str:
    return f"{_NUDGES_OF.format(comment.uid)}{days} days"


def connect_signals() -> None:
    """Retract the notice of each deleted comment, whoever deletes it: its writer, an admin, or with an account.

    Otherwise the notice and its email would lead nowhere. Called once, when the app is ready.
    """
    post_delete.connect(retract_notice, Comment, dispatch_uid="comment-notice-retracted")


def retract_notice(instance: Comment, **_: Any) -> None:
    kind = NoticeKind.ANSWER if instance.from_mentor else NoticeKind.QUESTION
    remaining = Comment.objects.written_with(instance).first()
    successor = str(remaining.uid) if remaining else ""
    retract(kind=kind, key=str(instance.thread.uid), item=str(instance.uid), successor=successor)
    nudges = Notice.objects.filter(kind=kind, key__startswith=_NUDGES_OF.format(instance.uid))
    keys = nudges.values_list("key", flat=True) if instance.from_mentor else [handover_key(instance)]
    for key in keys:
        retract(kind=kind, key=key, item=str(instance.uid))
