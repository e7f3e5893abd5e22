"""The failures of a cohort's learners, and the rankings of them. All SQL is compiled once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from cohorts.cohort.models import Cohort, Membership
from cohorts.needs.activity import LEARNER_FAILURES
from exercises.models import CheckResult, ModeChoice, Submission, SubmissionQuerySet
from lib.compiled_queries import CompiledForKeys, Keys, Param

MAX_ROWS = 10  # of each ranking
MAX_FAILURES = 20_000  # counted: a request may use a second of a processor, also on a busy SQLite site
EVER = datetime(1970, 1, 1, tzinfo=UTC)


class FailureGroup(NamedTuple):
    """Failures of one exercise for one reason, such as a recognised mistake."""

    exercise: int
    title: str
    slug: str
    reason: str
    learners: int
    not_passed: int
    """How many of them haven't passed the exercise."""
    newest: int
    """The primary key of the newest failure, a submission or the result of a check."""


class NewestRun(NamedTuple):
    uid: UUID
    mistake_message: str


def failures(cohort: Cohort, since: datetime | None) -> SubmissionQuerySet:
    """The failed submissions of a cohort's learners, without try runs and faults of ours."""
    learners = Membership.objects.learners().filter(cohort=cohort).values("user")
    rows = _failures_of(Submission.objects.filter(learner__in=learners))
    return rows.filter(created_at__gte=since) if since else rows


def oldest_counted(learners: Sequence[int], since: datetime | None) -> datetime | None:
    """When the oldest failure was sent that counts, if there are more than MAX_FAILURES since then. One query."""
    oldest = _last_counted(MAX_FAILURES)(learners, since=since or EVER)
    return oldest[0][0] if len(oldest) > 1 else None


def by_mistake(learners: Sequence[int], since: datetime | None) -> list[FailureGroup]:
    """The recognised mistakes that most learners made. One query."""
    return [FailureGroup(*row) for row in _BY_MISTAKE(learners, since=since or EVER)]


def by_code(learners: Sequence[int], since: datetime | None) -> list[FailureGroup]:
    """The code that most learners wrote, without a recognised mistake. One query."""
    return [FailureGroup(*row) for row in _BY_CODE(learners, since=since or EVER)]


def by_check(learners: Sequence[int], since: datetime | None) -> list[FailureGroup]:
    """The checks that failed for most learners. One that the code never reached says nothing. One query."""
    return [FailureGroup(*row) for row in _BY_CHECK(learners, since=since or EVER)]


def newest_runs(groups: Iterable[FailureGroup]) -> Mapping[int, NewestRun]:
    """The newest submission of each group, by primary key. One query."""
    return {pk: NewestRun(*run) for pk, *run in _RUNS([group.newest for group in groups])}


def check_titles(groups: Iterable[FailureGroup]) -> Mapping[int, str]:
    """The titles of the newest results of `by_check`, by primary key. One query."""
    return dict(_CHECK_TITLES([group.newest for group in groups]))


def _failures_of(rows: SubmissionQuerySet) -> SubmissionQuerySet:
    return rows.filter(mode=ModeChoice.SUBMIT, verdict__in=LEARNER_FAILURES)


def _failures(keys: Keys) -> SubmissionQuerySet:
    """By keys of the learners: PostgreSQL would look at every account of the site again for each query."""
    return _failures_of(Submission.objects.filter(learner__in=keys, created_at__gte=Param("since")))


@cache
def _last_counted(number: int) -> CompiledForKeys:
    """The failure with this number, counted from the newest, and the one before it."""
    return CompiledForKeys(
        lambda keys: _failures(keys).order_by("-created_at").values_list("created_at")[number - 1 : number + 1]
    )


def _ranking(rows: QuerySet[Any, Any], reason: str, run: str = "") -> QuerySet[Any, Any]:
    """The columns of a FailureGroup, those of the most learners first. ``run`` is the prefix to a submission."""
    learner, exercise = f"{run}learner", f"{run}exercise"
    passes = Submission.objects.passes().filter(learner=OuterRef(learner), exercise=OuterRef(exercise))
    columns = (exercise, f"{exercise}__title", f"{exercise}__slug", reason)
    groups: QuerySet[Any, Any] = rows.order_by().annotate(has_passed=Exists(passes)).values_list(*columns)
    groups_with_counts: QuerySet[Any, Any] = groups.annotate(
        learners=Count(learner, distinct=True),
        not_passed=Count(learner, distinct=True, filter=Q(has_passed=False)),
        newest=Max("pk"),
    )
    return groups_with_counts.order_by("-learners", "-not_passed", "-newest")[:MAX_ROWS]


def _failed_checks(keys: Keys) -> QuerySet[CheckResult]:
    return CheckResult.objects.filter(verdict__in=LEARNER_FAILURES, ms__gt=0, submission__in=_failures(keys))


# A cohort has no more learners than one query takes keys.
_BY_MISTAKE = CompiledForKeys(lambda keys: _ranking(_failures(keys).exclude(mistake=""), "mistake"))
_BY_CODE = CompiledForKeys(
    lambda keys: _ranking(_failures(keys).filter(mistake="", normal_digest__gt=""), "normal_digest")
)
_BY_CHECK = CompiledForKeys(lambda keys: _ranking(_failed_checks(keys), "name", "submission__"))
_RUNS = CompiledForKeys(lambda keys: Submission.objects.filter(pk__in=keys).values_list("pk", "uid", "mistake_message"))
_CHECK_TITLES = CompiledForKeys(lambda keys: CheckResult.objects.filter(pk__in=keys).values_list("pk", "title"))
