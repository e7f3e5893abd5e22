"""One verdict, or how a submission waits for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Case, Exists, OuterRef, When

from curriculum.models import Criterion
from exercises.models import (
    CheckResult,
    EarlierVerdict,
    Exercise,
    ExerciseVersion,
    ModeChoice,
    Submission,
    VerdictChoice,
    version_name,
)
from exercises.submissions.queue_position import QueuePosition, queue_position
from exercises.submissions.rules import duration, headline, split_syntax_error, time_spent
from exercises.submissions.score_change import ScoreChange, score_change
from lib.charts.drawing import draw_within_bounds
from lib.charts.parsing import MAX_TITLE
from lib.charts.shapes import Chart
from lib.compiled_queries import CompiledObjects, Param

DEVICES = {"cpu": "CPU", "gpu": "GPU"}
LABELS = {"input": "Input", "yours": "Yours", "expected": "Expected", "difference": "Difference"}


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    text: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One check as a row. ``message`` is empty when the verdict has the same message."""

    title: str
    is_passed: bool
    was_run: bool
    time: str
    message: str
    facts: list[Fact]
    output: str
    chart: Chart | None
    is_first_failing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A submission's verdict, or how it waits for one. Without a verdict the other fields are empty."""

    submission: Submission
    waiting: QueuePosition | None = None
    headline: str = ""
    message: str = ""
    fix: str = ""
    """The correction of the recognised mistake."""
    is_fix_open: bool = False
    chart: Chart | None = None
    """The chart of the first failing check, which the message is about. If all passed, the first one."""
    chart_source: str = ""
    """The check that the chart is of: "check 3, No look ahead"."""
    checks: Sequence[CheckRow] = ()
    output: str = ""
    figures: Sequence[tuple[str, Chart]] = ()
    """What a run of the learner's own call drew, each with its title."""
    small_print: str = ""
    """The time that it took, the device, and the versions."""
    version: str = ""
    """The exercise's version that judged it: version 3, or version fedcba98 for one that never was live here."""
    current_version: str = ""
    proves: Sequence[Criterion] = ()
    next_exercise: Exercise | None = None
    earlier_verdicts: Sequence[EarlierVerdict] = ()
    change: ScoreChange | None = None
    """Since the learner's previous submission."""

    @property
    def is_stale(self) -> bool:
        """Whether another version of the exercise judged it."""
        run, exercise = self.submission, self.submission.exercise
        is_settled = run.is_done and not run.is_regrading and not run.is_our_fault
        return is_settled and not exercise.retired and run.digest != exercise.digest

    @property
    def tone(self) -> str:
        """The CSS class of its box."""
        if not self.submission.is_done or self.submission.is_our_fault:
            return "waiting"
        if self.submission.verdict == VerdictChoice.RAN:
            return "ran"
        return "passed" if self.submission.is_passed else "not-yet"


def submission_results(submission: Submission) -> Results:
    """The verdict and its checks. The caller checks that the reader may see them."""
    if not submission.is_done:
        waiting = queue_position(submission) if submission.is_waiting else None
        return Results(submission=submission, waiting=waiting)
    proves, checks = submission.proves, list(submission.checks.all())
    earlier_verdicts = list(submission.earlier_verdicts.all())
    digests = [submission.digest, submission.exercise.digest, *(earlier.digest for earlier in earlier_verdicts)]
    names = version_names(submission.exercise, digests)
    for earlier in earlier_verdicts:
        earlier.version = names[earlier.digest]
    return replace(
        verdict_results(submission, checks, names[submission.digest]),
        current_version=names[submission.exercise.digest],
        proves=_criteria(submission) if proves else [],
        next_exercise=_next_exercise(submission) if proves else None,
        earlier_verdicts=earlier_verdicts,
        change=score_change(submission, checks),
        is_fix_open=_is_repeated(submission),
    )


def _is_repeated(submission: Submission) -> bool:
    """Whether an earlier submission of the learner's failed for the same mistake. One query, or none without a fix."""
    if not submission.mistake_fix:
        return False
    rows = Submission.objects.before(submission).filter(learner=submission.learner_id, exercise=submission.exercise_id)
    return rows.filter(mistake=submission.mistake, mode=ModeChoice.SUBMIT).exists()


def version_names(exercise: Exercise, digests: Iterable[str]) -> dict[str, str]:
    """The name of each version of the exercise, by its digest. One query, or none if all are the live one."""
    numbers: dict[str, int | None] = {exercise.digest: exercise.version}
    if others := set(digests) - {exercise.digest}:
        versions = ExerciseVersion.objects.filter(exercise=exercise, digest__in=others)
        numbers |= dict(versions.values_list("digest", "number"))
    return {digest: version_name(digest, numbers.get(digest)) for digest in digests}


def verdict_results(submission: Submission, checks: list[CheckResult], version: str = "") -> Results:
    """The verdict itself, without a query."""
    version = version or version_name(submission.digest)
    failing = [check for check in checks if not check.is_passed]
    charts = _charts(failing or [check for check in checks if check.picture][:1])
    of_lead = failing[0].order if failing else next(iter(charts), -1)
    lead = charts.pop(of_lead, None)
    message = "" if submission.verdict in (VerdictChoice.PASSED, VerdictChoice.RAN) else _sentence(submission, failing)
    syntax_error, message = split_syntax_error(message)
    return Results(
        submission=submission,
        headline=syntax_error or headline(submission.verdict, submission.mode, len(checks) - len(failing), len(checks)),
        message=message,
        fix=submission.mistake_fix if message else "",
        chart=lead,
        chart_source=next(
            (f"check {check.order + 1}, {check.title}" for check in checks if check.order == of_lead), ""
        ),
        checks=[_row(check, message, charts.get(check.order), check in failing[:1]) for check in checks],
        output=submission.output,
        figures=_figures(submission),
        version=version,
        small_print=_small_print(submission, version),
    )


def _figures(submission: Submission) -> list[tuple[str, Chart]]:
    """The figures of a run that can be drawn."""
    figures = submission.figures or []
    charts = zip(figures, draw_within_bounds(figures), strict=True)
    return [
        ("" if chart.has_titles else str(figure.get("title", ""))[:MAX_TITLE], chart)
        for figure, chart in charts
        if chart
    ]


def _charts(checks: Sequence[CheckResult]) -> dict[int, Chart | None]:
    """The charts of these checks, by their order."""
    with_chart = [check for check in checks if check.picture]
    charts = draw_within_bounds([check.picture for check in with_chart])
    return dict(zip([check.order for check in with_chart], charts, strict=True))


def _sentence(submission: Submission, failing: list[CheckResult]) -> str:
    """The message of the recognised mistake, else of the first failing check that was run, else of the report."""
    check_message = next((check.message for check in failing if check.was_run), "")
    return submission.mistake_message or check_message or submission.message


def _row(check: CheckResult, verdict_message: str, chart: Chart | None, is_first_failing: bool) -> CheckRow:
    return CheckRow(
        title=check.title,
        is_passed=check.is_passed,
        was_run=check.was_run,
        time=duration(check.ms),
        message=check.message if check.was_run and not check.is_passed and check.message != verdict_message else "",
        facts=[] if check.is_passed else _facts(check),
        output=check.output,
        chart=chart,
        is_first_failing=is_first_failing,
    )


def _facts(check: CheckResult) -> list[Fact]:
    """Code that ended with an exception has its traceback in place of a result."""
    labels = LABELS | {"yours": "Traceback"} if check.verdict == VerdictChoice.ERROR else LABELS
    found = ((key, label, check.detail.get(key, "")) for key, label in labels.items())
    return [Fact(label, text, key == "difference") for key, label, text in found if text]


def _small_print(submission: Submission, version: str) -> str:
    device = DEVICES.get(submission.device, submission.device)
    versions = [f"{name} {text}" for name, text in submission.versions.items()]
    digest = f" ({submission.digest[:8]})" if submission.digest[:8] not in version else ""
    exercise = [f"exercise {version}{digest}"] if submission.digest else []
    by = f"With {', '.join(exercise + versions)}." if exercise or versions else ""
    verb = "Ran" if submission.is_run else "Graded"
    return f"{time_spent(submission.phases, device, submission.worker, verb=verb)} {by}".strip()


def _criteria(submission: Submission) -> list[Criterion]:
    criteria = Criterion.objects.current().filter(exercises=submission.exercise_id)
    return list(criteria.select_related("checkpoint"))


def _next_exercise(submission: Submission) -> Exercise | None:
    """The next one in the roadmap's order that this learner has not passed; after the last, the first."""
    return _NEXT.first(learner=submission.learner_id, order=submission.exercise.order)


_PASSES = Submission.objects.passes().filter(exercise=OuterRef("pk"), learner=Param("learner"))
_IS_BEFORE = Case(When(order__lt=Param("order"), then=True), default=False)
_NEXT = CompiledObjects(
    lambda: (
        Exercise.objects.on_offer().exclude(Exists(_PASSES)).without_texts().order_by(_IS_BEFORE, *Exercise.ORDER)[:1]
    )
)
