"""Remind learners of answers that wait for them, and close threads that nobody continues."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cohorts.actions.access import lock_learner
from cohorts.actions.notifications import notify_again
from cohorts.models import Comment, CommentQuerySet, Membership, Thread

CATCH_UP = timedelta(days=2)  # a reminder that is later than that isn't sent: the site was down, or has just begun
MAX_THREADS = 1_000  # in one run; the next one goes on


def nudge_learners() -> int:
    """Notify the learners whose turn it has been for one of THREAD_NUDGE_DAYS. Return how many.

    Running it twice notifies once: a notice has the comment and the day as its key.
    """
    count, now = 0, timezone.now()
    learns = Membership.objects.learners().filter(cohort=OuterRef("thread__cohort"), user=OuterRef("thread__learner"))
    in_open_cohorts = learns.filter(cohort__archived_at=None)
    for days in settings.THREAD_NUDGE_DAYS:
        since = now - timedelta(days=days)
        comments = _waiting().filter(Exists(in_open_cohorts), written_at__lte=since, written_at__gt=since - CATCH_UP)
        for comment in comments.order_by("written_at")[:MAX_THREADS]:
            count += notify_again(comment, days=days, closes_in=settings.THREAD_CLOSE_DAYS - days)
    return count


def close_quiet_threads() -> int:
    """Settle the threads whose learner hasn't written for THREAD_CLOSE_DAYS after an answer. Return how many.

    A comment that arrives at the same time wins.
    """
    if not settings.THREAD_CLOSE_DAYS:
        return 0
    until = timezone.now() - timedelta(days=settings.THREAD_CLOSE_DAYS)
    return sum(_close(comment) for comment in _waiting().filter(written_at__lte=until)[:MAX_THREADS])


def _waiting() -> CommentQuerySet:
    """The answers that wait for their learner."""
    comments = Comment.objects.waiting_for_learner()
    subjects = ("thread__learner", "thread__topic", "thread__exercise", "thread__submission__exercise")
    return comments.select_related(*subjects).defer("thread__submission__source", "thread__submission__source_html")


@transaction.atomic
def _close(comment: Comment) -> bool:
    try:
        lock_learner(comment.thread.learner_id)
    except PermissionDenied:
        return False
    if not Comment.objects.waiting_for_learner().filter(pk=comment.pk).exists():
        return False
    return bool(Thread.objects.filter(pk=comment.thread_id).update(settled_at=timezone.now()))
