"""The proof of one exercise: what is right passes, what is wrong fails, and for the reason the exercise names.

Solution, alternatives, starter and mistakes run in cells, as a learner's code would. Mutants, which are many and ours,
run in this process under a time limit.
"""

from __future__ import annotations

import random
import secrets
import time
import tomllib
import warnings
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import repeat
from pathlib import Path
from types import ModuleType

from runner.catalog import Exercise, MistakeFile, load_module
from runner.judge.grading import Played, grade, play
from runner.judge.mistakes import OwnCode, recognise, time_limit
from runner.judge.mutants import Mutant, mutants, scribbler
from runner.judge.new import unwritten
from runner.judge.proxy import RESERVED, Player
from runner.protocol import Cells, Job, Report, Verdict
from runner.sandbox.cell import Cell, LearnerError, open_cell

FEWEST_MISTAKES = 4
FEWEST_ALTERNATIVES = 2
LONGEST_SECONDS = 45.0  # of all cells of one submission; the worker gives a job 60, see LONGEST_JOB_S
_SLOWER = 20  # times the CPU time of the code it was made from: a mutant that takes longer will not end
_MUTANT_SECONDS = 0.2  # but at least this long, so that noise kills none
REPLAYS = 3  # more draws on which each mistake must be caught at its check, and recognised


@dataclass(slots=True)
class Examination:
    """What was tried on an exercise and what went wrong: no ``problems``, no survivors means proven."""

    slug: str
    draws: int = 0
    mistakes: int = 0
    recognised: int = 0
    mutants: int = 0
    killed: int = 0
    equivalent: int = 0
    slowest_ms: float = 0.0
    limit_ms: float = 0.0
    seconds: float = 0.0
    survivors: list[Mutant] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.problems and not self.survivors


def examine(exercise: Exercise, *, draws: int = 20, sample: int | None = None, replays: int = REPLAYS) -> Examination:
    """Examine one exercise. ``sample`` bounds the mutants tried and the mistakes graded in a cell; all are replayed."""
    started = time.perf_counter()
    result = Examination(exercise.slug)
    try:
        result.problems += _misshapen(exercise)
        if not result.problems:
            with warnings.catch_warnings(action="ignore"):  # wrong code overflows, and says so
                _right_code_passes(exercise, draws, result)
                _starter_fails(exercise, result)
                _mistakes_fail_where_they_say(exercise, result, sample, replays if sample is None else 1)
                _mutants_die(exercise, sample, result)
    except Exception as error:
        result.problems.append(f"the examination broke: {type(error).__name__}: {error}")
    result.seconds = time.perf_counter() - started
    return result


def _misshapen(exercise: Exercise) -> Iterator[str]:
    """What is missing from the folder, before anything is run."""
    if left := list(unwritten(exercise.folder)):
        yield from left
        return
    names = [check.name for check in exercise.checks]
    if not names:
        yield "checks.py has no check"
    if not any(check.example for check in exercise.checks):
        yield "checks.py has no @check(example=True): a try run would run nothing"
    yield from (f"checks.py has two checks named {name}" for name, n in Counter(names).items() if n > 1)
    yield from (f"entry may not be named {name}" for name in RESERVED.intersection(exercise.spec.entry))
    if exercise.spec.cells is Cells.CHECK and (most := len(names) * exercise.spec.limits.wall_s) > LONGEST_SECONDS:
        yield f"{len(names)} checks, each in a cell of its own, may take {most:g} s: lower limits.wall_s"
    if len(exercise.mistakes) < FEWEST_MISTAKES:
        yield f"{len(exercise.mistakes)} mistakes; write at least {FEWEST_MISTAKES}"
    if len(exercise.alternatives) < FEWEST_ALTERNATIVES:
        yield f"{len(exercise.alternatives)} alternatives; write at least {FEWEST_ALTERNATIVES}"
    for mistake in exercise.mistakes:
        if mistake.check not in names:
            yield f"mistakes/{mistake.name}.py names the check {mistake.check!r}, which does not exist"
    caught = {mistake.check for mistake in exercise.mistakes}
    yield from (f"check {name} is the reason for no mistake: is it needed?" for name in names if name not in caught)


def _right_code_passes(exercise: Exercise, draws: int, result: Examination) -> None:
    """Solution and alternatives hold on every draw, in less than a third of the time they have."""
    result.limit_ms = exercise.spec.limits.wall_s * 1000
    for _, path in _right_code(exercise):
        text = path.read_text(encoding="utf-8")
        try:
            for draw, played in enumerate(_play_in_cells(exercise, text, draws), 1):
                result.draws += 1
                result.slowest_ms = max(result.slowest_ms, sum(c.ms for one in played for c in one.learner.calls))
                if played[-1].ending is not None:
                    told = f"{played[-1].check.name}: {played[-1].ending}"
                    result.problems.append(f"{path.name} is right and fails on draw {draw}: {told}")
                    break
        except LearnerError as error:
            result.problems.append(f"{path.name}: {error.message}")
    if result.slowest_ms > result.limit_ms / 3:
        result.problems.append(f"right code takes {result.slowest_ms:.0f} ms, over a third of {result.limit_ms:.0f} ms")


def _play_in_cells(exercise: Exercise, text: str, draws: int) -> Iterator[list[Played]]:
    """The same code on ``draws`` draws, in one cell for all of them, or in a fresh one for every check of each."""
    limits = exercise.spec.limits
    if exercise.spec.cells is Cells.CHECK:
        for _ in range(draws):
            yield list(_play_until_failure(exercise, _fresh_cells(exercise, text)))
        return
    with open_cell(replace(limits, wall_s=limits.wall_s * draws, cpu_s=limits.cpu_s * draws)) as cell:
        cell.load(text, exercise.spec.forbidden)
        for _ in range(draws):
            yield list(_play_until_failure(exercise, repeat(cell)))


def _fresh_cells(exercise: Exercise, text: str) -> Iterator[Cell]:
    while True:
        with open_cell(exercise.spec.limits) as cell:
            cell.load(text, exercise.spec.forbidden)
            yield cell


def _own_code(exercise: Exercise, module: Callable[[], ModuleType]) -> Iterator[Player]:
    """Our own code for one check after another, loaded again where a learner's would be."""
    while exercise.spec.cells is Cells.CHECK:
        yield OwnCode(module())
    yield from repeat(OwnCode(module()))


def _starter_fails(exercise: Exercise, result: Examination) -> None:
    report = _grade(exercise, exercise.starter)
    if report.verdict not in {Verdict.FAILED, Verdict.ERROR}:
        result.problems.append(f"starter.py ends as {report.verdict}: {report.message}")


def _mistakes_fail_where_they_say(exercise: Exercise, result: Examination, sample: int | None, replays: int) -> None:
    """Each mistake fails first at the check it names and is recognised: once in a cell, then on more draws."""
    for number, mistake in enumerate(exercise.mistakes):
        result.mistakes += 1
        seen = [_seen_in_a_cell(exercise, mistake)] if sample is None or number < sample else []
        seen += [_seen_here(exercise, mistake) for _ in range(replays)]
        wrong = next((pair for pair in seen if pair != (mistake.check, mistake.name)), None)
        if wrong is None:
            result.recognised += 1
        else:
            caught, named_as = wrong
            result.problems.append(
                f"mistakes/{mistake.name}.py names {mistake.check}; it "
                f"{f'fails at {caught}' if caught else 'passes'} and is recognised as {named_as or 'nothing'}"
            )


_Seen = tuple[str | None, str | None]  # the check at which a mistake fails, and the name by which it is recognised


def _seen_in_a_cell(exercise: Exercise, mistake: MistakeFile) -> _Seen:
    report = _grade(exercise, mistake.path.read_text(encoding="utf-8"))
    first = next((check for check in report.checks if check.verdict is not Verdict.PASSED), None)
    return first.name if first else None, report.mistake.name if report.mistake else None


def _seen_here(exercise: Exercise, mistake: MistakeFile) -> _Seen:
    *before, last = _play_until_failure(exercise, _own_code(exercise, partial(load_module, mistake.path)))
    if last.ending is None:
        return None, None
    passed = {one.check.name for one in before}
    named = recognise(exercise, last.check, last.seed, last.learner.calls, passed)
    return last.check.name, named.name if named else None


def _mutants_die(exercise: Exercise, sample: int | None, result: Examination) -> None:
    """Every mutant of right code fails a check, or is listed as equivalent with a reason."""
    equivalent = _equivalents(exercise)
    tried = list(_all_mutants(exercise))
    if sample is not None and sample < len(tried):
        tried = random.Random(exercise.slug).sample(tried, sample)  # noqa: S311 - the same sample each time
    seconds = _seconds(exercise, {mutant.file for mutant in tried})
    for mutant in tried:
        outcome = _outcome(exercise, mutant, seconds[mutant.file])
        if outcome == "same":  # a scribbler with nothing to scribble on
            continue
        result.mutants += 1
        listed = equivalent.pop((mutant.file, mutant.change), None)
        if outcome == "killed" and listed is not None:
            result.problems.append(f"equivalent.toml lists a mutant of {mutant.file} that dies: {mutant.change}")
        result.killed += outcome == "killed"
        result.equivalent += outcome == "survived" and listed is not None
        if outcome == "survived" and listed is None:
            result.survivors.append(mutant)
    if sample is None:
        result.problems += [f"equivalent.toml lists no mutant of {f}: {change}" for f, change in equivalent]


def _right_code(exercise: Exercise) -> Iterator[tuple[str, Path]]:
    """Solution and alternatives by their names within the folder."""
    for path in (exercise.folder / "solution.py", *exercise.alternatives):
        yield path.relative_to(exercise.folder).as_posix(), path


def _seconds(exercise: Exercise, files: Collection[str]) -> dict[str, float]:
    """How much of this process's time a mutant of each of these files may take."""
    seconds = {}
    for file, path in (right for right in _right_code(exercise) if right[0] in files):
        started = time.process_time()
        deque(_play_until_failure(exercise, _own_code(exercise, partial(load_module, path))), maxlen=0)
        seconds[file] = max(_MUTANT_SECONDS, _SLOWER * (time.process_time() - started))
    return seconds


def _all_mutants(exercise: Exercise) -> Iterator[Mutant]:
    for file, path in _right_code(exercise):
        text = path.read_text(encoding="utf-8")
        yield from mutants(text, file)
        yield scribbler(text, file, exercise.spec.entry)


def _outcome(exercise: Exercise, mutant: Mutant, seconds: float) -> str:
    """``killed``, ``survived``, or ``same`` for a scribbler that changed nothing."""
    try:
        with time_limit(seconds):
            played = list(_play_until_failure(exercise, _own_code(exercise, partial(_module_of, mutant))))
    except Exception:
        return "killed"
    if played[-1].ending is not None:
        return "killed"
    scribbled = any(call.mutated for one in played for call in one.learner.calls)
    return "survived" if scribbled or "_scribble" not in mutant.source else "same"


def _module_of(mutant: Mutant) -> ModuleType:
    module = ModuleType("mutant")
    code = compile(mutant.source, mutant.file, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - our own, mutated
    return module


def _play_until_failure(exercise: Exercise, players: Iterator[Player]) -> Iterator[Played]:
    """The checks of one submission in their order, on fresh inputs, up to and including the first that fails."""
    secret = secrets.randbits(64)
    for check, player in zip(exercise.checks, players, strict=False):
        one = play(check, player, exercise.spec.entry, secret)
        yield one
        if one.ending is not None:
            return


def _equivalents(exercise: Exercise) -> dict[tuple[str, str], str]:
    """The mutants that compute the same, by file and change, with the reason."""
    path = exercise.folder / "equivalent.toml"
    if not path.exists():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    return {(entry["file"], entry["change"]): entry["reason"] for entry in entries}


def _grade(exercise: Exercise, text: str) -> Report:
    return grade(Job("audit", "audit", exercise.slug, exercise.digest, text), exercise=exercise)
