"""What an open page shows, as a short text that changes with it. It must be cheap, because open pages poll it."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, Sum, Value
from redis import RedisError

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortQuerySet, Membership
from cohorts.mentor_notes.models import MentorNote
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.sign_offs.models import SignOff, SignOffDecision
from cohorts.threads.models import Comment, Thread
from exercises.models import Submission
from lib.compiled_queries import CompiledQuery, Param
from lib.live import version_from
from progress.checkpoints.models import CriterionMark
from progress.hours.models import StudyEntry
from progress.topic.models import TopicMark

CACHED_SECONDS = 10
"""However many pages of a cohort are open, its version is computed once in this time."""
Build = Callable[[], QuerySet[Any, Any]]


def cohort_version(cohort: Cohort) -> str:
    """Changes with what the learners of a cohort do, and with who they are. No query while it is cached."""
    return _from_cache(f"cohort-version:{cohort.pk}", lambda: version_from(_rows(_OF_COHORT, cohort=cohort.pk)))


def home_version(person: User) -> str:
    """Of the mentor's home page, which shows all their cohorts."""
    return _from_cache(f"home-version:{person.pk}", lambda: version_from(_rows(_OF_HOME, person=person.pk)))


def learner_version(cohort: Cohort, learner: User) -> str:
    """Of a learner's page. Nine queries."""
    return version_from(_rows(_OF_LEARNER, cohort=cohort.pk, learner=learner.pk))


def thread_version(thread: Thread) -> str:
    """Two queries."""
    return version_from(thread.settled_at, _rows(_OF_THREAD, thread=thread.pk))


def _from_cache(key: str, compute: Callable[[], str]) -> str:
    try:
        return str(cache.get_or_set(key, compute, CACHED_SECONDS))
    except RedisError:
        return compute()


def _rows(queries: tuple[CompiledQuery, ...], **values: int) -> list[list[tuple[Any, ...]]]:
    return [query(**values) for query in queries]


def _total(build: Build, *facts: Any) -> CompiledQuery:
    """One row: how many there are, and these aggregates of them."""
    return CompiledQuery(lambda: build().order_by().values_list(Value(1)).annotate(Count("pk"), *facts))


def _activity(learners: Build) -> tuple[CompiledQuery, ...]:
    """``learners`` builds a query for their keys."""
    return (
        _total(lambda: StudyEntry.objects.filter(learner__in=learners()), Max("created_at"), Sum("minutes")),
        _total(lambda: TopicMark.objects.filter(learner__in=learners()), Max("marked_at")),
        _total(lambda: CriterionMark.objects.filter(learner__in=learners()), Max("marked_at")),
        _total(lambda: Submission.objects.filter(learner__in=learners()), Max("created_at"), Max("graded_at")),
    )


def _conversations(cohorts: Callable[[], CohortQuerySet], learners: Build) -> tuple[CompiledQuery, ...]:
    def threads() -> QuerySet[Thread]:
        return Thread.objects.filter(cohort__in=cohorts(), learner__in=learners()).order_by()

    def sign_offs() -> QuerySet[SignOff]:
        return SignOff.objects.filter(cohort__in=cohorts(), learner__in=learners()).order_by()

    return (
        _total(threads, Count("settled_at"), Max("settled_at")),
        _total(lambda: Comment.objects.filter(thread__in=threads()), Max("pk"), Max("written_at"), Max("changed_at")),
        _total(sign_offs, Max("requested_at"), Max("withdrawn_at")),
        _total(lambda: SignOffDecision.objects.filter(sign_off__in=sign_offs()), Max("decided_at")),
    )


def _cohorts(cohorts: Callable[[], CohortQuerySet]) -> tuple[CompiledQuery, ...]:
    """Ten queries."""

    def members() -> QuerySet[Membership]:
        return Membership.objects.learners().filter(cohort__in=cohorts()).order_by("pk")

    def learners() -> QuerySet[Any, Any]:
        return members().order_by().values("user")

    return (
        CompiledQuery(lambda: cohorts().order_by("pk").values_list("pk", "title", "archived_at")),
        CompiledQuery(lambda: members().values_list("pk", "user__name")),
        *_activity(learners),
        *_conversations(cohorts, learners),
    )


def _cohort() -> CohortQuerySet:
    return Cohort.objects.filter(pk=Param("cohort")).order_by()


def _learner() -> QuerySet[Any, Any]:
    return User.objects.filter(pk=Param("learner")).order_by().values("pk")


_OF_COHORT = _cohorts(_cohort)
_OF_HOME = _cohorts(lambda: Cohort.objects.filter(archived_at=None).with_staff(Param("person")).order_by())
_OF_LEARNER = (
    *_activity(_learner),
    *_conversations(_cohort, _learner),
    CompiledQuery(lambda: MentorNote.objects.about(Param("learner"), Param("cohort")).values_list("written_at")),
)
_OF_THREAD = (
    CompiledQuery(lambda: ReviewClaim.objects.filter(thread=Param("thread")).values_list("mentor", "expires_at")),
    _total(lambda: Comment.objects.filter(thread=Param("thread")), Max("written_at"), Max("changed_at"), Max("pk")),
)
