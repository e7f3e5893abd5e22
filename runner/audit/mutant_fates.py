"""Every mutant of right code fails a check. They are many and ours, so they run in this process, under a time limit."""

from __future__ import annotations

import gc
import json
import random
import time
import tomllib
from collections.abc import Collection, Iterator
from functools import partial
from itertools import islice

from runner.audit.identities import computes_the_same
from runner.audit.own_code import TimeLimits, own_code, play_until_failure, right_code
from runner.audit.result import ExerciseAudit, Progress
from runner.audit.small_inputs import small_inputs_only
from runner.catalog import CatalogExercise, load_module
from runner.judge.check_runs import CheckRun
from runner.judge.limits import time_limit
from runner.judge.mistakes import recognise
from runner.judge.mutants import Mutant, mutants, scribbler
from runner.protocol import Verdict
from runner.sandbox.errors import LearnerError

EQUIVALENT_FILE = "equivalent.toml"
_MAX_NAMING_TRIALS = 10  # of an exercise
_DEATHS = {"killed": "it raised an exception", "timeout": "it timed out"}
_MAX_SLOWDOWN = 10  # times the CPU time of the code it was made from: a mutant that takes longer will not end
_MIN_MUTANT_SECONDS = 0.1  # but at least this long for a check: other work on the host may use up milliseconds of it


def mutants_die(exercise: CatalogExercise, sample: int | None, result: ExerciseAudit, progress: Progress) -> None:
    """Every mutant of correct code fails a check, or computes the same: by arithmetic, or for a listed reason."""
    reasons = _equivalents(exercise)
    candidates = [(mutant, reasons.pop((mutant.file, mutant.change), None)) for mutant in _all_mutants(exercise)]
    result.problems += [f"equivalent.toml lists no mutant of {file}: {change}" for file, change in reasons]
    if sample is not None and sample < len(candidates):
        candidates = random.Random(exercise.slug).sample(candidates, sample)  # noqa: S311 - the same sample each time
    limits = _time_limits(exercise, {mutant.file for mutant, _ in candidates})
    sources = {file: path.read_text(encoding="utf-8") for file, path in right_code(exercise)}
    failures = _FailureSample(exercise)
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
        if fate == "survived":
            is_same = reason is not None or computes_the_same(sources[mutant.file], mutant.source)
            result.equivalent += is_same
            result.survivors += [] if is_same else [mutant]
    result.naming_trials, result.namings = failures.count_namings()


def _equivalents(exercise: CatalogExercise) -> dict[tuple[str, str], str]:
    """The mutants that compute the same, by file and change, with the reason."""
    path = exercise.folder / EQUIVALENT_FILE
    if not path.exists():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    return {(entry["file"], entry["change"]): entry["reason"] for entry in entries}


def add_equivalent(exercise: CatalogExercise, mutant: Mutant, reason: str) -> None:
    """Append a mutant that computes the same to equivalent.toml."""
    with (exercise.folder / EQUIVALENT_FILE).open("a", encoding="utf-8") as file:
        separator = "\n" if file.tell() else ""
        file.write(f"{separator}{equivalent_entry(mutant, reason)}\n")


def equivalent_entry(mutant: Mutant, reason: str) -> str:
    change, reason = (json.dumps(text, ensure_ascii=False) for text in (mutant.change, reason))  # as TOML writes them
    return f'[[mutant]]\nfile = "{mutant.file}"\nchange = {change}\nreason = {reason}'


def _all_mutants(exercise: CatalogExercise) -> Iterator[Mutant]:
    """Mutants of the solution, and in our own catalogue of the alternatives.

    Those of alternatives cost an author most. In ours they stay, because some checks are proven sharp by no others
    (docs/decisions/0049-levels-of-audit.md).
    """
    for file, path in islice(right_code(exercise), None if exercise.is_shipped else 1):
        text = path.read_text(encoding="utf-8")
        yield from mutants(text, file)
        yield scribbler(text, file, exercise.spec.entry)
    yield small_inputs_only(exercise.solution, "solution.py", exercise.spec.entry)


def _time_limits(exercise: CatalogExercise, files: Collection[str]) -> dict[str, TimeLimits]:
    """Return the time limits for mutants of each file. An endless loop shows soonest in a short check."""
    limits = {}
    for file, path in (right for right in right_code(exercise) if right[0] in files):
        limits[file] = TimeLimits()
        player = own_code(exercise, partial(load_module, path))
        started_at = time.process_time()
        for run in play_until_failure(exercise, player):
            ended_at = time.process_time()
            limits[file][run.check.name] = max(_MIN_MUTANT_SECONDS, _MAX_SLOWDOWN * (ended_at - started_at))
            started_at = ended_at
    return limits


def _fate(exercise: CatalogExercise, mutant: Mutant, limits: TimeLimits) -> tuple[str, CheckRun | None]:
    """Return the fate of a mutant and, if a value is wrong, the failed check.

    One of `_DEATHS`, ``survived``, or ``same`` for a scribbler that changed nothing.
    """
    try:
        with time_limit(sum(limits.values())):
            runs = list(play_until_failure(exercise, own_code(exercise, mutant.module), limits))
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


class _FailureSample:
    """A few of an exercise's failed checks, each as likely as the others: Vitter's algorithm R (1985).

    All of them would be millions of values, and one pass of the garbage collector through those takes as long as a
    mutant may.
    """

    def __init__(self, exercise: CatalogExercise) -> None:
        self._exercise = exercise
        self._rng = random.Random(exercise.slug)  # noqa: S311 - the same sample each time
        self._seen_count = 0
        self._failures: list[CheckRun] = []

    def add(self, failure: CheckRun) -> None:
        self._seen_count += 1
        position = self._rng.randrange(self._seen_count)
        if len(self._failures) < _MAX_NAMING_TRIALS:
            self._failures.append(failure)
        elif position < _MAX_NAMING_TRIALS:
            self._failures[position] = failure

    def count_namings(self) -> tuple[int, int]:
        """Look for the mistake behind each. Returns how many were tried, and how many were named."""
        namings = (recognise(self._exercise, run) for run in self._failures)
        return len(self._failures), sum(mistake is not None for mistake in namings)
