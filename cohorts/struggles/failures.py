"""The failures of a cohort's learners, and the rankings of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from cohorts.cohort.models import Cohort, Membership
from cohorts.members.queries import learners_in
from cohorts.needs.activity import LEARNER_FAILURES
from cohorts.struggles.rules import Period
from exercises.models import CheckResult, ModeChoice, Submission, SubmissionQuerySet

MAX_ROWS = 10  # of each ranking
MAX_FAILURES = 20_000  # counted: a request may use a second of a processor, also on a busy SQLite site


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
    """Select the failed submissions of a cohort's learners, without try runs and faults of ours."""
    return _failures_of(Membership.objects.learners().filter(cohort=cohort).values("user"), since)


def oldest_counted(learners: Sequence[int], since: datetime | None) -> datetime | None:
    """Return when the oldest failure that counts was sent, if there are more than MAX_FAILURES. One query."""
    times = _failures_of(learners, since).order_by("-created_at").values_list("created_at", flat=True)
    last_counted = list(times[MAX_FAILURES - 1 : MAX_FAILURES + 1])
    return last_counted[0] if len(last_counted) > 1 else None


def counted_since(cohort: Cohort, period: Period, *, now: datetime) -> datetime | None:
    """Return from when on the failures of a period count. None: from the beginning. Two queries."""
    since = period.since(now)
    return oldest_counted([member.user_id for member in learners_in([cohort.pk])], since) or since


def by_mistake(learners: Sequence[int], since: datetime | None) -> list[FailureGroup]:
    """Rank the recognised mistakes that most learners made. One query."""
    return _ranking(_failures_of(learners, since).exclude(mistake=""), "mistake")


def by_code(learners: Sequence[int], since: datetime | None) -> list[FailureGroup]:
    """Rank the code that most learners wrote, without a recognised mistake. One query."""
    return _ranking(_failures_of(learners, since).filter(mistake="", normal_digest__gt=""), "normal_digest")


def by_check(learners: Sequence[int], since: datetime | None) -> list[FailureGroup]:
    """Rank the checks that failed for most learners. One that the code never reached says nothing. One query."""
    results = CheckResult.objects.filter(verdict__in=LEARNER_FAILURES, ms__gt=0)
    return _ranking(results.filter(submission__in=_failures_of(learners, since)), "name", "submission__")


def newest_runs(groups: Iterable[FailureGroup]) -> Mapping[int, NewestRun]:
    """Return the newest submission of each group, by primary key. One query."""
    runs = Submission.objects.filter(pk__in=[group.newest for group in groups])
    return {pk: NewestRun(uid, message) for pk, uid, message in runs.values_list("pk", "uid", "mistake_message")}


def check_titles(groups: Iterable[FailureGroup]) -> Mapping[int, str]:
    """Return the titles of the newest results of `by_check`, by primary key. One query."""
    results = CheckResult.objects.filter(pk__in=[group.newest for group in groups])
    return dict(results.values_list("pk", "title"))


def _failures_of(learners: Any, since: datetime | None) -> SubmissionQuerySet:
    """Select failed submissions. ``learners`` may be keys: PostgreSQL would run a subquery again for each ranking."""
    rows = Submission.objects.filter(learner__in=learners, mode=ModeChoice.SUBMIT, verdict__in=LEARNER_FAILURES)
    return rows.filter(created_at__gte=since) if since else rows


def _ranking(rows: QuerySet[Any, Any], reason: str, run: str = "") -> list[FailureGroup]:
    """Return the groups of the most learners first. ``run`` is the prefix to a submission."""
    learner, exercise = f"{run}learner", f"{run}exercise"
    passes = Submission.objects.passes().filter(learner=OuterRef(learner), exercise=OuterRef(exercise))
    columns = (exercise, f"{exercise}__title", f"{exercise}__slug", reason)
    groups: QuerySet[Any, Any] = rows.order_by().annotate(has_passed=Exists(passes)).values_list(*columns)
    groups = groups.annotate(
        learners=Count(learner, distinct=True),
        not_passed=Count(learner, distinct=True, filter=Q(has_passed=False)),
        newest=Max("pk"),
    )
    return [FailureGroup(*row) for row in groups.order_by("-learners", "-not_passed", "-newest")[:MAX_ROWS]]
