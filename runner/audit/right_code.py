"""Right code passes, on every draw and in good time. Unfinished code fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat
from statistics import median

from runner.audit.call_signatures import call_problem, signatures_of
from runner.audit.own_code import device_of, grade_in_cells, play_until_failure, right_code
from runner.audit.result import ExerciseAudit, Progress
from runner.catalog import CatalogExercise, load_module
from runner.judge.check_runs import CheckRun
from runner.protocol import Cells, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell


def right_code_passes(exercise: CatalogExercise, draws: int, result: ExerciseAudit, progress: Progress) -> None:
    """Solution and alternatives pass on every draw, and typically take less than a third of their time.

    Typically is the median of the draws: one of them may have met a busy host.
    """
    result.limit_ms = exercise.spec.limits.wall_s * 1000
    starter = signatures_of(load_module(exercise.folder / "starter.py"), exercise.spec.entry)
    files = list(right_code(exercise))
    for number, (file, path) in enumerate(files):
        progress(f"correct code: {file}", number, len(files))
        text = path.read_text(encoding="utf-8")
        times = []
        try:
            for draw, runs in enumerate(_play_in_cells(exercise, text, draws), 1):
                result.draws += 1
                calls = [call for run in runs for call in run.learner.calls]
                times.append(sum(call.ms for call in calls))
                result.add_once(call_problem(starter, call) for call in calls)
                if runs[-1].ending is not None:
                    reason = f"{runs[-1].check.name}: {runs[-1].ending}"
                    result.problems.append(f"{path.name} is right and fails on draw {draw}: {reason}")
                    break
        except LearnerError as error:
            result.problems.append(f"{path.name}: {error.message}")
        result.typical_ms = max(result.typical_ms, median(times or [0.0]))
    if result.typical_ms > result.limit_ms / 3:
        result.problems.append(
            f"correct code takes {result.typical_ms:.0f} ms, over a third of {result.limit_ms:.0f} ms"
        )


def unfinished_code_fails(exercise: CatalogExercise, result: ExerciseAudit) -> None:
    """Check that the files that a learner starts from don't pass as they are."""
    starts = {"starter.py": exercise.starter, "partial_solution.py": exercise.partial_solution}
    for file, report in ((file, grade_in_cells(exercise, text)) for file, text in starts.items() if text):
        if report.verdict not in {Verdict.FAILED, Verdict.ERROR}:
            result.problems.append(f"{file} ends as {report.verdict}: {report.message}")


def _play_in_cells(exercise: CatalogExercise, text: str, draws: int) -> Iterator[list[CheckRun]]:
    """The same code on ``draws`` draws, in one cell for all of them, or in a fresh one for every check of each."""
    limits = exercise.spec.limits
    if exercise.spec.cells is Cells.CHECK:
        for _ in range(draws):
            yield list(play_until_failure(exercise, _fresh_cells(exercise, text)))
        return
    limits = replace(limits, wall_s=limits.wall_s * draws, cpu_s=limits.cpu_s * draws)
    with open_cell(limits, device=device_of(exercise)) as cell:
        cell.load(text, exercise.spec.forbidden)
        for _ in range(draws):
            yield list(play_until_failure(exercise, repeat(cell)))


def _fresh_cells(exercise: CatalogExercise, text: str) -> Iterator[Cell]:
    while True:
        with open_cell(exercise.spec.limits, device=device_of(exercise)) as cell:
            cell.load(text, exercise.spec.forbidden)
            yield cell
