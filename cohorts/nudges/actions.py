"""Remind learners of answers that wait for them, and close threads that nobody continues."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from cohorts.bulk.outcome import BulkOutcome, learners_named
from cohorts.cohort.models import Cohort, Membership, MembershipQuerySet, days_to_close
from cohorts.nudges.rules import MAX_NUDGES, last_call
from cohorts.permissions import COHORT_IS_ARCHIVED, lock_cohort, lock_learner
from cohorts.threads.models import Comment, CommentQuerySet, Thread
from cohorts.threads.notices import notify_again, reminder_counts, reminder_of
from lib.errors import RefusedError
from notices.actions import notify_each
from notices.models import NoticeKind

CATCH_UP = timedelta(days=2)  # a reminder that is later than that isn't sent: the site was down, or has just begun
REST = timedelta(days=1)  # between two reminders of an answer, and after the answer itself
REMINDS_NOBODY = "This cohort doesn’t remind its learners of answers. A lead can change that under Edit."
NOTHING_WAITS = "no answer is waiting for them"
REMINDED_TODAY = "answered or reminded within a day"
REMINDED_OFTEN = f"reminded {MAX_NUDGES} times of this answer"
MAX_THREADS = 1_000  # in one run; the next one goes on


def nudge_learners() -> int:
    """Notify the learners whose turn it has been for one of their cohort's days. Return how many.

    Running it twice notifies once: a notice has the comment and the day as its key.
    """
    now = timezone.now()
    count = sum(
        _nudge_after(days, comments, now) for comments, days_of_cohort in _by_schedule() for days in days_of_cohort
    )
    return count + _call_last(now)


@transaction.atomic
def remind_of_answers(*, person: User, cohort: Cohort, learners: Collection[UUID]) -> BulkOutcome:
    """Remind learners now of the answer that has waited longest for each of them, as `nudge_learners` does in time.

    Six queries for any number.

    Raises PermissionDenied unless the person leads or mentors the cohort, and RefusedError if it is archived or doesn't
    remind its learners.
    """
    current = lock_cohort(cohort)
    if not current.is_visible_to(person):
        raise PermissionDenied
    if current.is_archived:
        raise RefusedError(COHORT_IS_ARCHIVED)
    if not current.days_to_nudge:
        raise RefusedError(REMINDS_NOBODY)
    now = timezone.now()
    named = learners_named(current, learners)
    waiting = _waiting().filter(thread__cohort=current, thread__learner__in=[row.user_id for row in named.members])
    answers: dict[int, Comment] = {}
    for comment in waiting.order_by("written_at", "pk"):
        answers.setdefault(comment.thread.learner_id, comment)
    counts = reminder_counts(list(answers.values()))

    def reason(member: Membership) -> str:
        comment = answers.get(member.user_id)
        if comment is None:
            return NOTHING_WAITS
        if counts[str(comment.uid)] >= MAX_NUDGES:
            return REMINDED_OFTEN
        return REMINDED_TODAY if max(comment.written_at, comment.thread.nudged_at or now - REST) > now - REST else ""

    outcome = named.sort_out(reason)
    chosen = [answers[member.user_id] for member in outcome.members]
    notify_each(NoticeKind.ANSWER, [reminder_of(comment, days=(now - comment.written_at).days) for comment in chosen])
    Thread.objects.filter(pk__in=[comment.thread_id for comment in chosen]).update(nudged_at=now)
    return outcome


def close_quiet_threads() -> int:
    """Settle the threads whose learner hasn't written for the days of their cohort after an answer. Return how many.

    Where the cohort reminds its learners, a thread closes only some days after a reminder. So one that was
    already quiet before the site sent reminders isn't closed without one. A comment that arrives at the same time wins.
    """
    now = timezone.now()
    return sum(_close_after(days, comments, now) for comments, days in _by_closing())


def _close_after(days: int, comments: CommentQuerySet, now: datetime) -> int:
    is_reminded = Q(thread__nudged_at__gt=F("written_at"), thread__nudged_at__lte=now - last_call(days))
    rows = comments.filter(is_reminded | ~Exists(_reminded_learners()), written_at__lte=now - timedelta(days=days))
    return sum(_close(comment) for comment in rows[:MAX_THREADS])


def _by_closing() -> list[tuple[CommentQuerySet, int]]:
    """Return the answers that wait in each group of cohorts that close threads after the same days, and the days."""
    own_days = set(Cohort.objects.exclude(close_days=None).values_list("close_days", flat=True))
    groups = [(_waiting().filter(thread__cohort__close_days=days), days_to_close(days)) for days in (None, *own_days)]
    return [(comments, days) for comments, days in groups if days]


def _by_schedule() -> list[tuple[CommentQuerySet, Sequence[int]]]:
    """Return the answers that wait in each group of cohorts with the same days, and the days."""
    comments = _waiting().filter(Exists(_reminded_learners()))
    own_days = set(Cohort.objects.exclude(nudge_days="").values_list("nudge_days", flat=True))
    groups = [
        (comments.filter(thread__cohort__nudge_days=text), Cohort(nudge_days=text).days_to_nudge) for text in own_days
    ]
    return [*groups, (comments.filter(thread__cohort__nudge_days=""), settings.THREAD_NUDGE_DAYS)]


def _nudge_after(days: int, comments: CommentQuerySet, now: datetime) -> int:
    since = now - timedelta(days=days)
    rows = comments.filter(written_at__lte=since, written_at__gt=since - CATCH_UP).order_by("written_at")
    return sum(
        _nudge(comment, days, closing - days, now)
        for comment in rows[:MAX_THREADS]
        if not (closing := _closing_of(comment)) or closing - days >= last_call(closing).days
    )


def _closing_of(comment: Comment) -> int:
    """Return after how many days its thread closes. A reminder shortly before would only put that off: see
    `_close_after`.
    """
    return days_to_close(comment.thread.cohort.close_days if comment.thread.cohort else None)


def _call_last(now: datetime) -> int:
    """Remind the learners of threads that would close soon, and whom nothing has reminded yet."""
    never = Q(thread__nudged_at=None) | Q(thread__nudged_at__lte=F("written_at"))
    count = 0
    for comments, days in _by_closing():
        notice = last_call(days)
        until = now - timedelta(days=days) + notice
        rows = comments.filter(never, Exists(_reminded_learners()), written_at__lte=until)[:MAX_THREADS]
        count += sum(_nudge(comment, (now - comment.written_at).days, notice.days, now) for comment in rows)
    return count


def _nudge(comment: Comment, days: int, closes_in: int, now: datetime) -> bool:
    is_new = notify_again(comment, days=days, closes_in=closes_in)
    if is_new:
        Thread.objects.filter(pk=comment.thread_id).update(nudged_at=now)
    return is_new


def _reminded_learners() -> MembershipQuerySet:
    """Return the memberships of learners in open cohorts that send reminders, for a subquery of comments."""
    learns = Membership.objects.learners().filter(cohort=OuterRef("thread__cohort"), user=OuterRef("thread__learner"))
    rows = learns.filter(cohort__archived_at=None, cohort__sends_nudges=True)
    return rows if settings.THREAD_NUDGE_DAYS else rows.exclude(cohort__nudge_days="")


def _waiting() -> CommentQuerySet:
    """Return the answers that wait for their learner."""
    comments = Comment.objects.waiting_for_learner()
    subjects = (
        "thread__learner",
        "thread__cohort",
        "thread__topic",
        "thread__exercise",
        "thread__submission__exercise",
    )
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
