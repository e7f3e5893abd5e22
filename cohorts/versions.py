"""Versions of open pages: short texts that change with a page. They must be cheap, because open pages poll them."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import Aggregate, Count, Max, Q, QuerySet, Sum
from redis import RedisError

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortQuerySet, Membership
from cohorts.joining.models import JoinRequestState
from cohorts.mentor_notes.models import MentorNote
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.plan.models import DueWeek, DueWeekQuerySet
from cohorts.reminders.models import Reminder
from cohorts.sign_offs.models import SignOff, SignOffDecision
from cohorts.threads.models import Comment, Thread
from exercises.models import Submission
from lib.pages.live import version_from
from progress.checkpoints.models import CriterionMark
from progress.hours.models import StudyEntry
from progress.topic.models import TopicMark

CACHED_SECONDS = 10
"""However many pages of a cohort are open, its version is computed once in this time."""
SECTION = ("section", "section__name", "section__removed_at")
Facts = list[dict[str, Any]]


def cohort_version(cohort: Cohort) -> str:
    """Changes with what the learners of a cohort do, and with who they are. No query while it is cached."""
    return _from_cache(f"cohort-version:{cohort.pk}", lambda: _version_of(Cohort.objects.filter(pk=cohort.pk)))


def home_version(person: User) -> str:
    """Changes with the mentor's home page, which shows all their cohorts. No query while it is cached."""
    cohorts = Cohort.objects.active().with_staff(person)
    return _from_cache(f"home-version:{person.pk}", lambda: _version_of(cohorts))


def reminders_version(mentor: User, cohort: Cohort) -> str:
    """Changes with the mentor's own reminders: another of their tabs may have set one. One query."""
    reminders = Reminder.objects.of(mentor, cohort).order_by("pk")
    return version_from(list(reminders.values_list("learner", "seen_at", "remind_on")))


def learner_version(member: Membership) -> str:
    """Changes with a learner's page. Select ``user`` and ``mentor__user`` with the row. Ten queries."""
    cohort, learner = member.cohort, member.user
    notes = MentorNote.objects.about(learner, cohort).values_list("written_at", flat=True)
    weeks = cohort.due_weeks.filter(Q(member=None) | Q(member=member))
    return version_from(
        (member.mentor_id, member.mentor_name),
        cohort.started_on,
        _plan(weeks),
        _activity([learner]),
        _conversations([cohort], [learner]),
        list(notes),
    )


def thread_version(thread: Thread) -> str:
    """Changes with a thread, the ratings of its comments and its claim. Two queries."""
    claims = ReviewClaim.objects.filter(thread=thread).values_list("mentor", "expires_at")
    comments = thread.comments.order_by("pk").values_list("pk", "changed_at", "rating")
    return version_from(thread.settled_at, list(claims), list(comments))


def _version_of(cohorts: CohortQuerySet) -> str:
    """Return a version of these cohorts. Eleven queries."""
    members = Membership.objects.learners().filter(cohort__in=cohorts.order_by())
    learners = members.values("user")
    waiting = Q(join_requests__state=JoinRequestState.WAITING)
    rows = cohorts.order_by("pk").annotate(
        waiting=Count("join_requests", filter=waiting), asked_at=Max("join_requests__asked_at")
    )
    return version_from(
        list(rows.values_list("pk", "title", "started_on", "archived_at", "waiting", "asked_at")),
        list(members.order_by("pk").values_list("pk", "user__name", "mentor", *SECTION)),
        _plan(DueWeek.objects.filter(cohort__in=cohorts.order_by())),
        _activity(learners),
        _conversations(cohorts.order_by(), learners),
    )


def _from_cache(key: str, compute: Callable[[], str]) -> str:
    try:
        return str(cache.get_or_set(key, compute, CACHED_SECONDS))
    except RedisError:
        return compute()


def _total(rows: QuerySet[Any, Any], *facts: Aggregate) -> dict[str, Any]:
    """Return how many there are, and these aggregates of them."""
    return rows.order_by().aggregate(Count("pk"), *facts)


def _plan(weeks: DueWeekQuerySet) -> dict[str, Any]:
    return _total(weeks, Max("pk"), Sum("week"))


def _activity(learners: Any) -> Facts:
    return [
        _total(StudyEntry.objects.filter(learner__in=learners), Max("created_at"), Sum("minutes")),
        _total(TopicMark.objects.filter(learner__in=learners), Max("marked_at")),
        _total(CriterionMark.objects.filter(learner__in=learners), Max("marked_at")),
        _total(Submission.objects.filter(learner__in=learners), Max("created_at"), Max("graded_at")),
    ]


def _conversations(cohorts: Any, learners: Any) -> Facts:
    threads = Thread.objects.filter(cohort__in=cohorts, learner__in=learners)
    sign_offs = SignOff.objects.filter(cohort__in=cohorts, learner__in=learners).order_by()
    comments = Comment.objects.filter(thread__in=threads)
    return [
        _total(threads, Count("settled_at"), Max("settled_at")),
        _total(comments, Max("pk"), Max("written_at"), Max("changed_at")),
        _total(sign_offs, Max("requested_at"), Max("withdrawn_at")),
        _total(SignOffDecision.objects.filter(sign_off__in=sign_offs), Max("decided_at")),
    ]
