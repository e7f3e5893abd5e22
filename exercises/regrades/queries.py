"""Regrades for their pages: the list, one with its figures and changes, and one result with both reports."""

import copy
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone

from exercises.fleet.capacity import capacity_of
from exercises.models import (
    CheckResult,
    ModeChoice,
    Regrade,
    RegradeResult,
    Submission,
    SubmissionQuerySet,
    VerdictChoice,
    Worker,
)
from exercises.regrades.scope import RegradeScope, older_versions
from exercises.submissions.report_rows import check_rows, report_of, report_sentence, verdict_fields
from exercises.submissions.results import Results, verdict_results
from exercises.submissions.rules import headline
from lib.pages.live import version_from
from runner.protocol import Report, Verdict

REGRADES_PER_PAGE = 25
RESULTS_PER_PAGE = 20
ALL_CHANGES, LEFT_ALONE = "", "skipped"
Outcome, State = RegradeResult.Outcome, RegradeResult.State
FILTERS = {
    ALL_CHANGES: "All changes",
    Outcome.OVERTURNED.value: "No longer pass",
    Outcome.IMPROVED.value: "Pass now",
    Outcome.OTHER.value: "Fail in another way",
    Outcome.SAME.value: "Same verdict",
    Outcome.UNGRADED.value: "Not graded (our fault)",
    LEFT_ALONE: "Left alone",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter of the list: its value in the address, its label, how many results it shows."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegradeFigures:
    """The number of results that a regrade has, by state and outcome."""

    counts: Mapping[tuple[str, str], int]
    problem: str = ""
    """Why no runner grades the waiting results; empty if one does."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting_count(self) -> int:
        return self._sum(lambda state, _: state == State.WAITING)

    @property
    def graded_count(self) -> int:
        return self.total - self.waiting_count

    @property
    def applied_count(self) -> int:
        return self._sum(lambda state, _: state == State.APPLIED)

    @property
    def change_count(self) -> int:
        return self._sum(lambda _, outcome: outcome in RegradeResult.CHANGES)

    @property
    def writable_count(self) -> int:
        """The number of submissions that applying it would write. The same verdict counts: it gets the new version."""
        return self._sum(lambda state, outcome: state == State.GRADED and outcome != Outcome.UNGRADED)

    @property
    def chips(self) -> list[Chip]:
        chips = [Chip(value, label, self._count(value)) for value, label in FILTERS.items()]
        return [chip for chip in chips if chip.count or not chip.value]

    @property
    def version(self) -> str:
        return version_from(sorted(self.counts.items()), self.problem)

    def _count(self, value: str) -> int:
        if value == ALL_CHANGES:
            return self.change_count
        if value == LEFT_ALONE:
            return self._sum(lambda state, _: state == State.SKIPPED)
        return self._sum(lambda _, outcome: outcome == value)

    def _sum(self, is_counted: Callable[[str, str], bool]) -> int:
        return sum(count for key, count in self.counts.items() if is_counted(*key))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A submission of the list, with the headline and the first sentence of both reports."""

    result: RegradeResult
    old_headline: str
    old_sentence: str
    new_headline: str
    new_sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegradePage:
    regrade: Regrade
    figures: RegradeFigures
    show: str
    page: Page[RegradeResult]
    rows: Sequence[ResultRow] = field(default_factory=list)


def regrade_list(number: str) -> Page[Regrade]:
    """Two queries. Each regrade is annotated with ``total``, ``graded`` and ``changes``."""
    regrades = Regrade.objects.select_related("started_by").annotate(
        total=Count("results"),
        graded_count=Count("results", filter=~Q(results__state=State.WAITING)),
        change_count=Count("results", filter=Q(results__outcome__in=RegradeResult.CHANGES)),
    )
    return Paginator(regrades.order_by("-started_at", "-pk"), REGRADES_PER_PAGE).get_page(number)


def regrade_figures(regrade: Regrade) -> RegradeFigures:
    """Count the results by state and outcome. At most three queries."""
    counts: Counter[tuple[str, str]] = Counter()
    rows = regrade.results.order_by().values_list("state", "outcome").annotate(Count("pk"))
    for state, outcome, count in rows:
        counts[state, outcome] += count
    return RegradeFigures(counts=counts, problem=_problem(regrade) if regrade.is_running else "")


def _problem(regrade: Regrade) -> str:
    queues = list(regrade.results.waiting().order_by().values_list("queue", flat=True).distinct())
    workers = list(Worker.objects.in_fleet()) if queues else []
    problems = [capacity_of(queue, workers).problem for queue in queues]
    return next(filter(None, problems), "")


def regrade_page(regrade: Regrade, *, show: str, number: str) -> RegradePage:
    """A page of the results that ``show`` names. The number of queries doesn't depend on how many there are."""
    show = show if show in FILTERS else ALL_CHANGES
    results = regrade.results.exclude(state=State.WAITING)
    if show == LEFT_ALONE:
        results = results.filter(state=State.SKIPPED)
    else:
        results = results.filter(outcome__in=[show] if show else RegradeResult.CHANGES)
    checks = CheckResult.objects.defer("picture", "detail", "output")
    results = (
        results.select_related("submission__exercise", "submission__learner")
        .prefetch_related(Prefetch("submission__checks", checks))
        .defer("submission__source", "submission__source_html")
    )
    page = Paginator(results.order_by("pk"), RESULTS_PER_PAGE).get_page(number)
    rows = [_row(result) for result in page]
    return RegradePage(regrade=regrade, figures=regrade_figures(regrade), show=show, page=page, rows=rows)


def _row(result: RegradeResult) -> ResultRow:
    old, new = old_report(result), Report.from_json(result.report)
    return ResultRow(
        result=result,
        old_headline=_headline(old),
        old_sentence=report_sentence(old),
        new_headline=_headline(new),
        new_sentence=result.sentence,
    )


def _headline(report: Report) -> str:
    pass_count = sum(check.verdict is Verdict.PASSED for check in report.checks)
    return headline(report.verdict.value, "submit", pass_count, len(report.checks))


def old_report(result: RegradeResult) -> Report:
    """The report that the new one would replace, or has replaced."""
    if result.state == State.APPLIED:
        return Report.from_json(result.old_report)
    return report_of(result.submission, list(result.submission.checks.all()))


def both_results(result: RegradeResult) -> list[Results]:
    """The old and the new verdict, as the learner's page renders one."""
    reports = [old_report(result), Report.from_json(result.report)]
    return [_results_of(result.submission, report) for report in reports]


def _results_of(submission: Submission, report: Report) -> Results:
    row = copy.copy(submission)
    for name, value in verdict_fields(report).items():
        setattr(row, name, value)
    return verdict_results(row, check_rows(report, row))


def submissions_in_scope(scope: RegradeScope, learners: Collection[int] | None = None) -> SubmissionQuerySet:
    """Graded submissions, by learners with these keys only if there are any.

    A scope that names no version and no torch leaves out what the current version of the exercise judged, unless it
    says ``is_every``.
    """
    rows = Submission.objects.filter(state=Submission.State.DONE, mode=ModeChoice.SUBMIT, exercise__retired=False)
    rows = rows.exclude(verdict=VerdictChoice.INTERNAL)
    if scope.exercise:
        rows = rows.filter(exercise__slug=scope.exercise)
    if scope.verdict == "passed":
        rows = rows.passes()
    elif scope.verdict:
        rows = rows.exclude(verdict=VerdictChoice.PASSED)
    if scope.digest:
        rows = rows.filter(digest__startswith=scope.digest)
    elif not (scope.is_every or scope.torch_before or scope.host):
        rows = rows.exclude(digest=F("exercise__digest"))
    if learners is not None:
        rows = rows.filter(learner__in=learners)
    if scope.first_day:
        rows = rows.filter(created_at__gte=_start_of(scope.first_day))
    if scope.last_day:
        rows = rows.filter(created_at__lt=_start_of(scope.last_day) + timedelta(days=1))
    if scope.host:
        rows = rows.filter(host__name=scope.host)
    return _with_torch_before(rows, scope.torch_before) if scope.torch_before else rows


def _start_of(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time()))


def _with_torch_before(rows: SubmissionQuerySet, version: str) -> SubmissionQuerySet:
    """Those that an older torch judged, or one that isn't known. The versions that occur are compared here."""
    texts = rows.order_by().values_list("versions__torch", flat=True).distinct()
    old = older_versions([text for text in texts if isinstance(text, str)], version)
    return rows.filter(Q(versions__torch__in=old) | Q(versions__torch__isnull=True))
