"""The proof of one exercise, step by step."""

from __future__ import annotations

import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from runner import hardware
from runner.audit.call_signatures import signature_problems
from runner.audit.forbidden_names import forbidden_problems
from runner.audit.fuzz import fuzz
from runner.audit.mutant_fates import mutants_die
from runner.audit.partial_solution import partial_solution_problems
from runner.audit.result import ExerciseAudit, Progress, show_nothing
from runner.audit.right_code import right_code_passes, unfinished_code_fails
from runner.audit.wrong_code import mistakes_fail_on_the_card, mistakes_fail_where_they_say
from runner.catalog import CatalogExercise, missing_need
from runner.judge.proxy import RESERVED_NAMES
from runner.judge.scaffold import unwritten_marks
from runner.protocol import AuditLevel, Cells, Device, Need
from runner.sandbox.errors import CellError

MIN_MISTAKES = 4
MIN_ALTERNATIVES = 2
NO_CARD = "it runs on a GPU only, and this host has no card in service"
MAX_CELL_SECONDS = 45.0  # of all cells of one submission; the worker gives a job 60, see LONGEST_JOB_S
DRAWS = 20  # that correct code must pass
REPLAYS = 3  # more draws on which each mistake must be caught at its check, and recognised
_MAX_REPORTED_VALUES = 5  # of the odd values that an exercise can't judge


def reason_not_to_run(exercise: CatalogExercise) -> str:
    """Why nothing can be said about the exercise's code on this host: no card, or no Triton. Usually empty."""
    if exercise.spec.device is Device.GPU and Need.CUDA not in hardware.capabilities():
        return NO_CARD
    return missing_need(exercise.spec)


def audit_exercise(
    exercise: CatalogExercise,
    *,
    level: AuditLevel = AuditLevel.PROVEN,
    draws: int = DRAWS,
    sample: int | None = None,
    replays: int = REPLAYS,
    odd: int | None = None,
    progress: Progress = show_nothing,
) -> ExerciseAudit:
    """Prove or check one exercise, or say what is left to do: everything at once, as far as it can be tried.

    Args:
        sample: bounds the mutants tried and the mistakes graded in a cell; all are replayed.
        odd: bounds the odd values that take the place of each correct one.
        progress: is told each step, and how many of how many are done.
    """
    started_at = time.perf_counter()
    result = ExerciseAudit(slug=exercise.slug, level=level, digest=exercise.digest)
    replays = replays if sample is None else 1
    steps: list[Callable[[], None]] = [
        *(partial(_list_problems, result, list_them, exercise) for list_them in _STATIC[level]),
        partial(right_code_passes, exercise, draws, result, progress),
        partial(unfinished_code_fails, exercise, result),
    ]
    if exercise.spec.device is Device.GPU:
        steps.append(partial(mistakes_fail_on_the_card, exercise, result))
    else:
        steps.append(partial(mistakes_fail_where_they_say, exercise, result, sample, replays, progress))
    if level is AuditLevel.PROVEN and exercise.spec.device is not Device.GPU:
        steps.append(partial(mutants_die, exercise, sample, result, progress))
        steps.append(partial(_odd_values_are_judged, exercise, odd, result, progress))
    with warnings.catch_warnings(action="ignore"):  # wrong code overflows, and says so
        _take(steps, result)
    result.seconds = time.perf_counter() - started_at
    return result


def _take(steps: Iterable[Callable[[], None]], result: ExerciseAudit) -> None:
    """Take every step, so that an author learns everything at once. Only a fault of this host ends them."""
    for step in steps:
        try:
            step()
        except CellError as error:
            result.fault = f"{type(error).__name__}: {error}"
            return
        except Exception as error:
            result.add_once([f"the audit itself failed: {type(error).__name__}: {error}"])


def _list_problems(
    result: ExerciseAudit, list_them: Callable[[CatalogExercise], Iterable[str]], exercise: CatalogExercise
) -> None:
    result.add_once(list_them(exercise))


def _marks(exercise: CatalogExercise) -> Iterator[str]:
    return unwritten_marks(exercise.folder)


def _mistake_problems(exercise: CatalogExercise) -> Iterator[str]:
    yield from exercise.mistake_problems
    names = {check.name for check in exercise.checks}
    for mistake in exercise.mistakes:
        if mistake.check not in names:
            yield f"{mistake.location} names the check {mistake.check!r}, which does not exist"
    if not exercise.mistakes:
        yield "there is no mistake: write one that a learner would make"


def _check_problems(exercise: CatalogExercise) -> Iterator[str]:
    names = [check.name for check in exercise.checks]
    if not names:
        yield "checks.py has no check"
    if not any(check.example for check in exercise.checks):
        yield "checks.py has no @check(example=True): a try run would run nothing"
    yield from (f"checks.py has two checks named {name}" for name, n in Counter(names).items() if n > 1)
    if exercise.spec.cells is Cells.CHECK and (most := len(names) * exercise.spec.limits.wall_s) > MAX_CELL_SECONDS:
        yield f"{len(names)} checks, each in a cell of its own, may take {most:g} s: lower limits.wall_s"


def _head_problems(exercise: CatalogExercise) -> Iterator[str]:
    yield from forbidden_problems(exercise.spec.forbidden)
    yield from (f"entry may not be named {name}" for name in RESERVED_NAMES.intersection(exercise.spec.entry))
    if exercise.spec.difficulty is None:
        yield "exercise.md states no difficulty, 1 to 3"


def _count_problems(exercise: CatalogExercise) -> Iterator[str]:
    if not exercise.mistake_problems and 0 < len(exercise.mistakes) < MIN_MISTAKES:
        yield f"{len(exercise.mistakes)} mistakes; write at least {MIN_MISTAKES}"
    if len(exercise.alternatives) < MIN_ALTERNATIVES:
        yield f"{len(exercise.alternatives)} alternatives; write at least {MIN_ALTERNATIVES}"


_CHECKED = (_marks, _mistake_problems, _check_problems, _head_problems, signature_problems, partial_solution_problems)
_STATIC = {AuditLevel.CHECKED: _CHECKED, AuditLevel.PROVEN: (*_CHECKED, _count_problems)}


def _odd_values_are_judged(
    exercise: CatalogExercise, odd: int | None, result: ExerciseAudit, progress: Progress
) -> None:
    """Whatever is returned, every check ends with a verdict that is not ``internal``."""
    result.fuzz_report = fuzz(exercise, odd, partial(progress, "odd values"))
    result.problems += [
        f"an odd value makes a run internal: {text}" for text in result.fuzz_report.internal[:_MAX_REPORTED_VALUES]
    ]
