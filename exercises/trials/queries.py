"""A visitor's editor, and the verdict on their trial."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from exercises.catalogue.queries import Catalogue, catalogue
from exercises.grading.reports import read_report
from exercises.models import Exercise, Submission, Trial, VerdictChoice
from exercises.submissions.report_rows import check_rows, verdict_fields
from exercises.submissions.results import Results, verdict_results, version_names
from exercises.trials.offer import HEAD_STARTS, may_be_tried, trial_exercises, trial_problem


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBench:
    """An editor for a visitor. ``problem`` says why nothing can be graded now; ``others`` are the other exercises."""

    exercise: Exercise
    source: str
    problem: str
    others: Sequence[Exercise]
    is_head_start: bool = False
    """Whether the source is one line from passing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """A trial and its verdict. Without results it waits, or no runner answered in time."""

    trial: Trial
    results: Results | None
    others: Sequence[Exercise]

    @property
    def is_passed(self) -> bool:
        return self.results is not None and self.results.submission.is_passed

    @property
    def is_timeout(self) -> bool:
        return self.results is not None and self.results.submission.verdict == VerdictChoice.TIMEOUT

    @property
    def is_our_fault(self) -> bool:
        return self.results is not None and self.results.submission.verdict == VerdictChoice.INTERNAL


def front_bench(course: Catalogue) -> TrialBench | None:
    """The first exercise of those to try, with its head start. One query, or none if nothing may be tried."""
    exercises = trial_exercises(course.exercises)
    if not exercises:
        return None
    first, *others = exercises
    source = HEAD_STARTS.get(first.slug)
    return TrialBench(
        exercise=first,
        source=source or first.starter,
        problem=trial_problem(first),
        others=others,
        is_head_start=source is not None,
    )


def trial_bench(exercise: Exercise, *, source: str = "") -> TrialBench | None:
    """An exercise on its own page, with the source given or else its starter. None: it can't be tried."""
    if not may_be_tried(exercise):
        return None
    return TrialBench(
        exercise=exercise,
        source=source or exercise.starter,
        problem=trial_problem(exercise),
        others=_others(exercise),
    )


def trial_result(trial: Trial) -> TrialResult:
    """The verdict as a learner sees it, from the report and without a submission."""
    results = None
    if trial.report is not None:
        report = read_report(trial.report)
        state = Submission.State.DONE
        row = Submission(exercise=trial.exercise, source=trial.source, state=state, **verdict_fields(report))
        version = version_names(trial.exercise, [row.digest])[row.digest]
        results = verdict_results(row, check_rows(report, row), version)
        results = replace(results, is_fix_open=bool(results.fix) and _is_repeated(trial, row.mistake))
    return TrialResult(trial=trial, results=results, others=_others(trial.exercise))


def _is_repeated(trial: Trial, mistake: str) -> bool:
    earlier = Trial.objects.current().filter(visitor=trial.visitor, exercise=trial.exercise_id)
    return earlier.filter(created_at__lt=trial.created_at, report__mistake__name=mistake).exists()


def _others(exercise: Exercise) -> list[Exercise]:
    return [candidate for candidate in trial_exercises(catalogue().exercises) if candidate.pk != exercise.pk]
