"""Begin, settle and reopen threads. Nothing waits for an answer: a learner can always go on."""

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
from cohorts.actions.writing import begin_thread, write_comment
from cohorts.models import About, Cohort, Comment, Thread
from cohorts.rules.lines import LineRange
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from lib.errors import RefusedError
from notices.actions import mark_read
from notices.models import NoticeKind

UNREAD_COMMENT = "Someone wrote in this thread in the meantime, so it isn’t settled yet. Read it first, then settle it."


@transaction.atomic
def open_thread(
    *,
    person: User,
    learner: User,
    cohort: Cohort | None,
    about: About,
    text: str,
    uid: UUID,
    lines: LineRange | None = None,
) -> Thread:
    """Begin a thread: a learner asks the mentors of a cohort, or a mentor writes to a learner.

    ``uid`` identifies the first comment: sending the same one twice makes one thread.

    Raises:
        PermissionDenied: the person isn't a mentor of that learner in that cohort, or the run is another learner's.
        RefusedError: nobody would read it, too many wait already, or the text can't be typeset.
    """
    if isinstance(about, Submission) and about.learner_id != learner.pk:
        raise PermissionDenied
    lock_learner(learner.pk)
    check_looks_after(person, learner, cohort)
    same = Comment.objects.filter(uid=uid, text=text, thread__learner=learner, thread__cohort=cohort)
    if comment := same.select_related("thread").first():
        return comment.thread  # a second click
    if person == learner:
        check_has_readers(learner, cohort)
    check_not_archived(cohort)
    thread = begin_thread(person, learner, cohort=cohort, **_about_fields(about))
    write_comment(thread, person, text, uid, lines=lines)
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


def reopen(*, person: User, thread: Thread) -> None:
    check_visible(person, thread)
    Thread.objects.filter(pk=thread.pk).update(settled_at=None)


def read_thread(*, person: User, thread: Thread) -> None:
    """Mark the notices of a thread as read because the person is looking at it."""
    mark_read(person=person, kinds=(NoticeKind.ANSWER, NoticeKind.QUESTION), link=thread.get_absolute_url())


def _about_fields(about: About) -> dict[str, Any]:
    kinds = {"topic": Topic, "exercise": Exercise, "submission": Submission}
    return {name: about for name, kind in kinds.items() if isinstance(about, kind)}
