"""The proof of one exercise: what is right passes, what is wrong fails, and for the reason the exercise names.

Solution, alternatives, starter and mistakes run in cells, as a learner's code would. Mutants, which are many and ours,
run in this process under a time limit.
"""

from __future__ import annotations

import gc
import math
import random
import secrets
import time
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import repeat
from pathlib import Path
from statistics import median
from types import ModuleType

from runner import hardware
from runner.catalog import CatalogExercise, MistakeFile, load_module, missing_need
from runner.judge.audit_naming import FailureSample
from runner.judge.call_signatures import call_problem, signature_problems, signatures_of
from runner.judge.check_runs import CheckRun, judge, play
from runner.judge.fuzz import FuzzReport, fuzz
from runner.judge.grading import grade
from runner.judge.limits import Budget, time_limit
from runner.judge.mistakes import recognise
from runner.judge.mutants import Mutant, mutants, scribbler
from runner.judge.partial_solution import partial_solution_problems
from runner.judge.players import InProcessPlayer
from runner.judge.proxy import RESERVED_NAMES, Player
from runner.judge.scaffold import unwritten
from runner.protocol import Cells, Device, Job, Need, Report, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.errors import CellError, LearnerError
from runner.sandbox.factory import open_cell

MIN_MISTAKES = 4
MIN_ALTERNATIVES = 2
NO_CARD = "it runs on a GPU only, and this host has no card in service"
MAX_CELL_SECONDS = 45.0  # of all cells of one submission; the worker gives a job 60, see LONGEST_JOB_S
_MAX_REPORTED_VALUES = 5  # of the odd values that an exercise can't judge
_MAX_SLOWDOWN = 10  # times the CPU time of the code it was made from: a mutant that takes longer will not end
_MIN_MUTANT_SECONDS = 0.1  # but at least this long for a check: other work on the host may use up milliseconds of it
DRAWS = 20  # that correct code must pass
REPLAYS = 3  # more draws on which each mistake must be caught at its check, and recognised


Progress = Callable[[str, int, int], None]
TimeLimits = dict[str, float]  # seconds of computing, by the names of the checks


def show_nothing(step: str, done_count: int, total_count: int) -> None:
    """The progress of an audit that nobody follows."""


@dataclass(slots=True, kw_only=True)
class ExerciseAudit:
    """What was tried on an exercise and what went wrong: no ``problems``, no survivors means proven."""

    slug: str
    digest: str = ""
    draws: int = 0
    mistakes: int = 0
    recognitions: int = 0
    mutants: int = 0
    kills: int = 0
    equivalent: int = 0
    naming_trials: int = 0
    namings: int = 0
    """Of ``naming_trials`` killed mutants with wrong values, those whose mistake a learner would be told."""
    fuzz_report: FuzzReport = field(default_factory=FuzzReport)
    typical_ms: float = 0.0
    limit_ms: float = 0.0
    seconds: float = 0.0
    survivors: list[Mutant] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    fault: str = ""
    """What failed on this host, which says nothing about the exercise. Usually empty."""

    @property
    def is_proven(self) -> bool:
        return not (self.problems or self.survivors or self.fault)

    def add_once(self, problems: Iterable[str]) -> None:
        """Add the problems that aren't empty, each once."""
        self.problems += dict.fromkeys(problem for problem in problems if problem and problem not in self.problems)


def reason_not_to_run(exercise: CatalogExercise) -> str:
    """Why nothing can be said about the exercise's code on this host: no card, or no Triton. Usually empty."""
    if exercise.spec.device is Device.GPU and Need.CUDA not in hardware.capabilities():
        return NO_CARD
    return missing_need(exercise.spec)


def audit_exercise(
    exercise: CatalogExercise,
    *,
    draws: int = DRAWS,
    sample: int | None = None,
    replays: int = REPLAYS,
    odd: int | None = None,
    progress: Progress = show_nothing,
) -> ExerciseAudit:
    """Prove one exercise, or say what is left to do.

    Args:
        sample: bounds the mutants tried and the mistakes graded in a cell; all are replayed.
        odd: bounds the odd values that take the place of each correct one.
        progress: is told each step, and how many of how many are done.
    """
    started_at = time.perf_counter()
    result = ExerciseAudit(slug=exercise.slug, digest=exercise.digest)
    try:
        result.problems += [*_missing_parts(exercise)] or [*signature_problems(exercise)]
        result.problems += [] if result.problems else partial_solution_problems(exercise)
        if not result.problems:
            with warnings.catch_warnings(action="ignore"):  # wrong code overflows, and says so
                _right_code_passes(exercise, draws, result, progress)
                _unfinished_code_fails(exercise, result)
                if exercise.spec.device is Device.GPU:
                    _mistakes_fail_on_the_card(exercise, result)
                    return result
                replays = replays if sample is None else 1
                _mistakes_fail_where_they_say(exercise, result, sample, replays, progress)
                _mutants_die(exercise, sample, result, progress)
                _odd_values_are_judged(exercise, odd, result, progress)
    except CellError as error:
        result.fault = f"{type(error).__name__}: {error}"
    except Exception as error:
        result.problems.append(f"the audit itself failed: {type(error).__name__}: {error}")
    result.seconds = time.perf_counter() - started_at
    return result


def _missing_parts(exercise: CatalogExercise) -> Iterator[str]:
    """What is missing from the folder, before anything is run."""
    if todo := list(unwritten(exercise.folder)):
        yield from todo
        return
    names = [check.name for check in exercise.checks]
    if not names:
        yield "checks.py has no check"
    if not any(check.example for check in exercise.checks):
        yield "checks.py has no @check(example=True): a try run would run nothing"
    yield from (f"checks.py has two checks named {name}" for name, n in Counter(names).items() if n > 1)
    yield from (f"entry may not be named {name}" for name in RESERVED_NAMES.intersection(exercise.spec.entry))
    if exercise.spec.cells is Cells.CHECK and (most := len(names) * exercise.spec.limits.wall_s) > MAX_CELL_SECONDS:
        yield f"{len(names)} checks, each in a cell of its own, may take {most:g} s: lower limits.wall_s"
    if exercise.spec.difficulty is None:
        yield "exercise.md states no difficulty, 1 to 3"
    if len(exercise.mistakes) < MIN_MISTAKES:
        yield f"{len(exercise.mistakes)} mistakes; write at least {MIN_MISTAKES}"
    if len(exercise.alternatives) < MIN_ALTERNATIVES:
        yield f"{len(exercise.alternatives)} alternatives; write at least {MIN_ALTERNATIVES}"
    for mistake in exercise.mistakes:
        if mistake.check not in names:
            yield f"mistakes/{mistake.name}.py names the check {mistake.check!r}, which does not exist"
    checks_with_mistakes = {mistake.check for mistake in exercise.mistakes}
    for name in names:
        if name not in checks_with_mistakes:
            yield f"check {name} is the reason for no mistake: is it needed?"


def _right_code_passes(exercise: CatalogExercise, draws: int, result: ExerciseAudit, progress: Progress) -> None:
    """Solution and alternatives pass on every draw, and typically take less than a third of their time.

    Typically is the median of the draws: one of them may have met a busy host.
    """
    result.limit_ms = exercise.spec.limits.wall_s * 1000
    starter = signatures_of(exercise.folder / "starter.py", exercise.spec.entry)
    files = list(_right_code(exercise))
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


def _play_in_cells(exercise: CatalogExercise, text: str, draws: int) -> Iterator[list[CheckRun]]:
    """The same code on ``draws`` draws, in one cell for all of them, or in a fresh one for every check of each."""
    limits = exercise.spec.limits
    if exercise.spec.cells is Cells.CHECK:
        for _ in range(draws):
            yield list(_play_until_failure(exercise, _fresh_cells(exercise, text)))
        return
    limits = replace(limits, wall_s=limits.wall_s * draws, cpu_s=limits.cpu_s * draws)
    with open_cell(limits, device=_device(exercise)) as cell:
        cell.load(text, exercise.spec.forbidden)
        for _ in range(draws):
            yield list(_play_until_failure(exercise, repeat(cell)))


def _fresh_cells(exercise: CatalogExercise, text: str) -> Iterator[Cell]:
    while True:
        with open_cell(exercise.spec.limits, device=_device(exercise)) as cell:
            cell.load(text, exercise.spec.forbidden)
            yield cell


def _own_code(exercise: CatalogExercise, module: Callable[[], ModuleType]) -> Iterator[Player]:
    """Our own code for one check after another, loaded again where a learner's would be."""
    while exercise.spec.cells is Cells.CHECK:
        yield InProcessPlayer(module())
    yield from repeat(InProcessPlayer(module()))


def _unfinished_code_fails(exercise: CatalogExercise, result: ExerciseAudit) -> None:
    starts = {"starter.py": exercise.starter, "partial_solution.py": exercise.partial_solution}
    for file, report in ((file, _grade(exercise, text)) for file, text in starts.items() if text):
        if report.verdict not in {Verdict.FAILED, Verdict.ERROR}:
            result.problems.append(f"{file} ends as {report.verdict}: {report.message}")


def _mistakes_fail_where_they_say(
    exercise: CatalogExercise, result: ExerciseAudit, sample: int | None, replays: int, progress: Progress
) -> None:
    """Each mistake fails first at the check it names and is recognised: once in a cell, then on more draws."""
    for number, mistake in enumerate(exercise.mistakes):
        progress("mistakes", number, len(exercise.mistakes))
        result.mistakes += 1
        results = [_result_in_a_cell(exercise, mistake)] if sample is None or number < sample else []
        results += [_result_in_process(exercise, mistake) for _ in range(replays)]
        wrong = next((pair for pair in results if pair != (mistake.check, mistake.name)), None)
        if wrong is None:
            result.recognitions += 1
        else:
            failed_check, named_as = wrong
            ending = f"fails at {failed_check}" if failed_check else "passes"
            result.problems.append(
                f"mistakes/{mistake.name}.py names {mistake.check}; "
                f"it {ending} and is recognised as {named_as or 'nothing'}"
            )


_Recognition = tuple[str | None, str | None]  # the check it fails at, and the name it is recognised by


def _result_in_a_cell(exercise: CatalogExercise, mistake: MistakeFile) -> _Recognition:
    report = _grade(exercise, mistake.path.read_text(encoding="utf-8"))
    first = next((check for check in report.checks if check.verdict is not Verdict.PASSED), None)
    return first.name if first else None, report.mistake.name if report.mistake else None


def _result_in_process(exercise: CatalogExercise, mistake: MistakeFile) -> _Recognition:
    *before, last = _judge_until_failure(exercise, _own_code(exercise, partial(load_module, mistake.path)))
    if last.ending is None:
        return None, None
    passed_checks = {run.check.name for run in before}
    recognition = recognise(exercise, last.check, last.seed, last.learner.calls, passed_checks)
    return last.check.name, recognition.name if recognition else None


def _mistakes_fail_on_the_card(exercise: CatalogExercise, result: ExerciseAudit) -> None:
    """Each mistake fails first at the check it names. None is replayed: this process never uses a card."""
    for mistake in exercise.mistakes:
        result.mistakes += 1
        failed_check, _ = _result_in_a_cell(exercise, mistake)
        if failed_check == mistake.check:
            result.recognitions += 1
        else:
            ending = f"fails at {failed_check}" if failed_check else "passes"
            result.problems.append(f"mistakes/{mistake.name}.py names {mistake.check}; it {ending}")


def _mutants_die(exercise: CatalogExercise, sample: int | None, result: ExerciseAudit, progress: Progress) -> None:
    """Every mutant of correct code fails a check, or is listed as equivalent with a reason."""
    reasons = _equivalents(exercise)
    candidates = [(mutant, reasons.pop((mutant.file, mutant.change), None)) for mutant in _all_mutants(exercise)]
    result.problems += [f"equivalent.toml lists no mutant of {file}: {change}" for file, change in reasons]
    if sample is not None and sample < len(candidates):
        candidates = random.Random(exercise.slug).sample(candidates, sample)  # noqa: S311 - the same sample each time
    limits = _time_limits(exercise, {mutant.file for mutant, _ in candidates})
    failures = FailureSample(exercise)
    gc.freeze()  # what is loaded by now stays: looking through it would count as a mutant's time
    for number, (mutant, reason) in enumerate(candidates):
        progress("mutants", number, len(candidates))
        fate, failure = _fate(exercise, mutant, limits[mutant.file])
        if fate == "timeout" and reason is not None:  # it computes the same, so the host was busy
            fate, failure = _fate(exercise, mutant, limits[mutant.file])
        if failure:
            failures.add(failure)
        if fate == "same":  # a scribbler with nothing to scribble on
            continue
        result.mutants += 1
        if fate in _DEATHS and reason is not None:
            cause = f"{failure.check.name}: {failure.ending}" if failure else _DEATHS[fate]
            result.problems.append(
                f"equivalent.toml lists a mutant of {mutant.file} that dies: {mutant.change} ({cause})"
            )
        result.kills += fate in _DEATHS
        result.equivalent += fate == "survived" and reason is not None
        if fate == "survived" and reason is None:
            result.survivors.append(mutant)
    result.naming_trials, result.namings = failures.count_namings()


def _odd_values_are_judged(
    exercise: CatalogExercise, odd: int | None, result: ExerciseAudit, progress: Progress
) -> None:
    """Whatever is returned, every check ends with a verdict that is not ``internal``."""
    result.fuzz_report = fuzz(exercise, odd, partial(progress, "odd values"))
    result.problems += [
        f"an odd value makes a run internal: {text}" for text in result.fuzz_report.internal[:_MAX_REPORTED_VALUES]
    ]


def _right_code(exercise: CatalogExercise) -> Iterator[tuple[str, Path]]:
    """Solution and alternatives by their names within the folder."""
    for path in (exercise.folder / "solution.py", *exercise.alternatives):
        yield path.relative_to(exercise.folder).as_posix(), path


def _time_limits(exercise: CatalogExercise, files: Collection[str]) -> dict[str, TimeLimits]:
    """What a mutant of each of these files may take. A loop that doesn't end shows soonest in a short check."""
    limits = {}
    for file, path in (right for right in _right_code(exercise) if right[0] in files):
        limits[file] = TimeLimits()
        player = _own_code(exercise, partial(load_module, path))
        started_at = time.process_time()
        for run in _play_until_failure(exercise, player):
            ended_at = time.process_time()
            limits[file][run.check.name] = max(_MIN_MUTANT_SECONDS, _MAX_SLOWDOWN * (ended_at - started_at))
            started_at = ended_at
    return limits


def _all_mutants(exercise: CatalogExercise) -> Iterator[Mutant]:
    for file, path in _right_code(exercise):
        text = path.read_text(encoding="utf-8")
        yield from mutants(text, file)
        yield scribbler(text, file, exercise.spec.entry)


_DEATHS = {"killed": "it raised an exception", "timeout": "it timed out"}


def _fate(exercise: CatalogExercise, mutant: Mutant, limits: TimeLimits) -> tuple[str, CheckRun | None]:
    """What becomes of a mutant, and if a value is wrong: its check.

    One of `_DEATHS`, ``survived``, or ``same`` for a scribbler that changed nothing.
    """
    try:
        with time_limit(sum(limits.values())):
            runs = list(_play_until_failure(exercise, _own_code(exercise, mutant.module), limits))
    except Exception as error:
        return "timeout" if isinstance(error, TimeoutError) else "killed", None
    if _is_timeout(runs[-1].ending):
        return "timeout", None
    if runs[-1].ending is not None:
        return "killed", runs[-1] if runs[-1].verdict is Verdict.FAILED else None
    has_changes = any(call.changed_arguments for run in runs for call in run.learner.calls)
    return "survived" if has_changes or "_scribble" not in mutant.source else "same", None


def _is_timeout(ending: Exception | None) -> bool:
    """Whether a limit of ours ended the mutant's code."""
    return isinstance(ending, LearnerError) and ending.base == TimeoutError.__name__


def _play_until_failure(
    exercise: CatalogExercise, players: Iterator[Player], limits: TimeLimits | None = None
) -> Iterator[CheckRun]:
    """The checks of one submission in their order, on fresh inputs, up to and including the first that fails."""
    secret = secrets.randbits(64)
    for check, player in zip(exercise.checks, players, strict=False):
        with time_limit(limits[check.name] if limits else math.inf):
            run = play(check, player, exercise.spec.entry, secret)
        yield run
        if run.ending is not None:
            return


def _judge_until_failure(exercise: CatalogExercise, players: Iterator[Player]) -> Iterator[CheckRun]:
    """The same as a submission is judged: a check that can't work with a value has failed."""
    secret = secrets.randbits(64)
    budget = Budget()
    for check, player in zip(exercise.checks, players, strict=False):
        with budget:
            run = judge(exercise, check, player, secret, budget)
        yield run
        if run.ending is not None:
            return


def _equivalents(exercise: CatalogExercise) -> dict[tuple[str, str], str]:
    """The mutants that compute the same, by file and change, with the reason."""
    path = exercise.folder / "equivalent.toml"
    if not path.exists():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    return {(entry["file"], entry["change"]): entry["reason"] for entry in entries}


def _grade(exercise: CatalogExercise, text: str) -> Report:
    job = Job(submission="audit", attempt="audit", exercise=exercise.slug, digest=exercise.digest, source=text)
    return grade(job, exercise=exercise, device=_device(exercise))


def _device(exercise: CatalogExercise) -> Device:
    """The CPU for all that can run there, also on a host with a card."""
    return Device.GPU if exercise.spec.device is Device.GPU else Device.CPU
