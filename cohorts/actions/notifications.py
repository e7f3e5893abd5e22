"""Notify the other side of a thread, and retract the notice of a deleted comment."""

from typing import Any

from django.db.models.signals import post_delete

from cohorts.actions.access import readers_of
from cohorts.models import Comment
from notices.actions import notify, retract
from notices.models import NoticeKind

MENTOR_WROTE = "Your mentor wrote to you about {}."
LEARNER_WROTE = "A learner wrote to you about {}."


def notify_readers(comment: Comment) -> None:
    """Notify the other side, in one notice for each thread. No names: a notice may outlive an account."""
    thread = comment.thread
    about = {"key": str(thread.uid), "item": str(comment.uid), "link": thread.get_absolute_url()}
    if comment.from_mentor:
        sentence = MENTOR_WROTE.format(thread.quoted_title)
        notify(person=thread.learner, kind=NoticeKind.ANSWER, sentence=sentence, **about)
        return
    for member in readers_of(thread.learner, thread.cohort).select_related("user"):
        sentence = LEARNER_WROTE.format(thread.quoted_title)
        notify(person=member.user, kind=NoticeKind.QUESTION, sentence=sentence, **about)


def connect_signals() -> None:
    """Retract the notice of each deleted comment, whoever deletes it: its writer, an admin, or with an account.

    Otherwise the notice and its email would lead nowhere. Called once, when the app is ready.
    """
    post_delete.connect(retract_notice, Comment, dispatch_uid="comment-notice-retracted")


def retract_notice(instance: Comment, **_: Any) -> None:
    kind = NoticeKind.ANSWER if instance.from_mentor else NoticeKind.QUESTION
    retract(kind=kind, key=str(instance.thread.uid), item=str(instance.uid))
