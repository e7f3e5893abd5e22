"""What an open page shows, as a short text that changes with it. It must be cheap, because open pages poll it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, Sum
from redis import RedisError

from accounts.models import User
from cohorts.models import (
    Cohort,
    CohortQuerySet,
    Comment,
    Membership,
    MentorNote,
    ReviewClaim,
    SignOff,
    SignOffDecision,
    Thread,
)
from exercises.models import Submission
from lib.live import version_from
from progress.models import CriterionMark, StudyEntry, TopicMark

CACHED_SECONDS = 10
"""However many pages of a cohort are open, its version is computed once in this time."""


def cohort_version(cohort: Cohort) -> str:
    """Changes with what the learners of a cohort do, and with who they are. No query while it is cached."""
    return _from_cache(f"cohort-version:{cohort.pk}", lambda: _version_of(Cohort.objects.filter(pk=cohort.pk)))


def home_version(person: User) -> str:
    """Of the mentor's home page, which shows all their cohorts."""
    staff = Membership.objects.staff().filter(user=person, cohort__archived_at=None)
    cohorts = Cohort.objects.filter(pk__in=staff.values("cohort"))
    return _from_cache(f"home-version:{person.pk}", lambda: _version_of(cohorts))


def learner_version(cohort: Cohort, learner: User) -> str:
    """Of a learner's page. Nine queries."""
    notes = MentorNote.objects.about(learner, cohort).values_list("written_at")
    return version_from(_activity([learner.pk]), _conversations([cohort], [learner.pk]), list(notes))


def thread_version(thread: Thread) -> str:
    """Two queries."""
    comments = Comment.objects.filter(thread=thread).order_by()
    claims = ReviewClaim.objects.filter(thread=thread).values_list("mentor", "expires_at")
    newest = comments.aggregate(Count("pk"), Max("written_at"), Max("changed_at"), Max("pk"))
    return version_from(thread.settled_at, list(claims), newest)


def _from_cache(key: str, compute: Callable[[], str]) -> str:
    try:
        return str(cache.get_or_set(key, compute, CACHED_SECONDS))
    except RedisError:
        return compute()


def _version_of(cohorts: CohortQuerySet) -> str:
    """Ten queries."""
    facts = list(cohorts.order_by("pk").values_list("pk", "title", "archived_at"))
    members = Membership.objects.learners().filter(cohort__in=cohorts.order_by())
    people = list(members.order_by("pk").values_list("pk", "user__name"))
    learners = members.values("user")
    return version_from(facts, people, _activity(learners), _conversations(cohorts.order_by(), learners))


def _activity(learners: Sequence[int] | QuerySet[Any, Any]) -> list[dict[str, Any]]:
    sources: tuple[tuple[QuerySet[Any, Any], tuple[Any, ...]], ...] = (
        (StudyEntry.objects.all(), (Max("created_at"), Sum("minutes"))),
        (TopicMark.objects.all(), (Max("marked_at"),)),
        (CriterionMark.objects.all(), (Max("marked_at"),)),
        (Submission.objects.all(), (Max("created_at"), Max("graded_at"))),
    )
    return [rows.filter(learner__in=learners).order_by().aggregate(Count("pk"), *facts) for rows, facts in sources]


def _conversations(
    cohorts: CohortQuerySet | list[Cohort], learners: Sequence[int] | QuerySet[Any, Any]
) -> list[dict[str, Any]]:
    threads = Thread.objects.filter(cohort__in=cohorts, learner__in=learners).order_by()
    comments = Comment.objects.filter(thread__in=threads).order_by()
    sign_offs = SignOff.objects.filter(cohort__in=cohorts, learner__in=learners).order_by()
    return [
        threads.aggregate(Count("pk"), Count("settled_at"), Max("settled_at")),
        comments.aggregate(Count("pk"), Max("pk"), Max("written_at"), Max("changed_at")),
        sign_offs.aggregate(Count("pk"), Max("requested_at"), Max("withdrawn_at")),
        SignOffDecision.objects.filter(sign_off__in=sign_offs).order_by().aggregate(Count("pk"), Max("decided_at")),
    ]
