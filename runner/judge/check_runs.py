"""Run a check against whoever plays the learner, and decide whose fault an exception inside the check is."""

from __future__ import annotations

import logging
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.catalog import CatalogExercise, load_module
from runner.judge import formatting, seeding
from runner.judge.check_decorator import Check, CheckFailure
from runner.judge.limits import CHECK_SECONDS, Budget, JudgeTimeoutError, more_memory, time_limit
from runner.judge.players import InProcessPlayer
from runner.judge.proxy import Call, Learner, Player
from runner.protocol import Verdict
from runner.sandbox import frames
from runner.sandbox.errors import LearnerError

_LOG = logging.getLogger(__name__)
_MAX_TEXT = 200

# What Python, NumPy, torch and our limits raise on a value that does not fit. Anything else says nothing about a
# value: CellError, or the exception of a worker's time limit.
VALUE_ERRORS: tuple[type[BaseException], ...] = (
    ArithmeticError, AssertionError, AttributeError, BufferError, LookupError, MemoryError, RuntimeError, StopIteration,
    TypeError, ValueError, struct.error, JudgeTimeoutError,
)  # fmt: skip


class UnusableError(CheckFailure):
    """The check could not work with a returned value."""


class TooExpensiveError(UnusableError):
    """The check would have taken too much time or memory on a returned value, so the run ends."""


@dataclass(slots=True, kw_only=True)
class CheckRun:
    """A check that was run: its question and its result (None if it passed)."""

    check: Check
    seed: bytes
    learner: Learner
    ending: CheckFailure | LearnerError | None
    ms: float

    @property
    def verdict(self) -> Verdict:
        if self.ending is None:
            return Verdict.PASSED
        return self.ending.verdict if isinstance(self.ending, LearnerError) else Verdict.FAILED


def play(check: Check, player: Player, entry: tuple[str, ...], secret: int) -> CheckRun:
    """Run one check against whoever plays the learner. Exceptions of the check's own pass through."""
    seed = seeding.seed_of(secret, check.name)
    learner = Learner(player, entry)
    started_at = time.perf_counter()
    ending = _ending(check, learner, seed)
    return CheckRun(check=check, seed=seed, learner=learner, ending=ending, ms=_since(started_at))


def reference_calls(exercise: CatalogExercise, check: Check, seed: bytes) -> list[Call]:
    """The calls of our solution on the same draws. Raises its exception if it fails."""
    learner = Learner(_EncodingPlayer(load_module(exercise.folder / "solution.py")), exercise.spec.entry)
    if ending := _ending(check, learner, seed):
        raise ending
    return learner.calls


Reference = Callable[[CatalogExercise, Check, bytes], list[Call]]  # may remember what it returned


def judge(
    exercise: CatalogExercise,
    check: Check,
    player: Player,
    secret: int,
    budget: Budget,
    reference: Reference = reference_calls,
) -> CheckRun:
    """Run one check on a learner's values, within the budget.

    An exception inside the check is the learner's if our solution passes the same check on the same draws: then a
    returned value caused it, and the check has failed. Otherwise the check is broken, and the exception passes through.
    """
    seed = seeding.seed_of(secret, check.name)
    learner = Learner(player, exercise.spec.entry)
    started_at = time.perf_counter()
    ending: CheckFailure | LearnerError | None
    try:
        with budget.spend():
            ending = _ending(check, learner, seed)
    except VALUE_ERRORS as error:
        ending = unusable_error(exercise, check, seed, learner.calls, error, reference)
    if isinstance(ending, TooExpensiveError):
        learner.calls.clear()  # they may be what fills the memory
    return CheckRun(check=check, seed=seed, learner=learner, ending=ending, ms=_since(started_at))


def unusable_error(
    exercise: CatalogExercise,
    check: Check,
    seed: bytes,
    calls: Sequence[Call],
    error: BaseException,
    reference: Reference = reference_calls,
) -> UnusableError:
    """The failed check for an exception inside it.

    Raises:
        Exception: the same one, if no returned value can have caused it or our solution raises it too.
    """
    if isinstance(error, JudgeTimeoutError | MemoryError):
        error = error.with_traceback(None)  # its frames hold the check's data
    fault = error if isinstance(error, Exception) else TimeoutError(str(error))
    answers = [call for call in calls if call.error is None]
    if not answers:
        raise fault
    try:
        with more_memory(), time_limit(CHECK_SECONDS, JudgeTimeoutError):
            own_calls = reference(exercise, check, seed)
    except (Exception, JudgeTimeoutError) as broken:
        _LOG.warning("check %s of %s is broken for our solution too: %s", check.name, exercise.slug, broken)
        raise fault from None
    _LOG.info("check %s of %s could not use a value: %s", check.name, exercise.slug, type(error).__name__)
    return _unusable_value(answers, own_calls, error)


def _ending(check: Check, learner: Learner, seed: bytes) -> CheckFailure | LearnerError | None:
    try:
        with np.errstate(all="ignore"):  # a learner's value may be anything
            check.body(learner, seeding.stream(seed))
    except (CheckFailure, LearnerError) as error:
        return error
    return None


class _EncodingPlayer(InProcessPlayer):
    """Our own code. Its arguments must be fit to send to a cell; if not, it's the check's fault."""

    def _answer(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        frames.call_frame(0, name, times, args, kwargs)
        return super()._answer(times, name, args, kwargs)


def _unusable_value(answers: Sequence[Call], own_calls: Sequence[Call], error: BaseException) -> UnusableError:
    """Name the first value whose form differs from our solution's, or else the last value and the exception."""
    different = next(
        (
            (call, want)
            for call, want in zip(answers, own_calls, strict=False)
            if formatting.form(call.value) != formatting.form(want.value)
        ),
        None,
    )
    call = different[0] if different else answers[-1]
    detail = {"yours": formatting.text(call.value)}
    sentence = f"Your {call.name} returned {formatting.form(call.value)}"
    if different:
        detail["expected"] = formatting.form(different[1].value)
        sentence += f"; expected {detail['expected']}"
    if isinstance(error, JudgeTimeoutError | MemoryError):
        amount = "time" if isinstance(error, JudgeTimeoutError) else "memory"
        return TooExpensiveError(f"{sentence}. Checking it takes too much {amount}: return a smaller value.", detail)
    if different:
        return UnusableError(f"{sentence}.", detail)
    return UnusableError(f"{sentence}, and this check can't use its values: {_brief(error)}.", detail)


def _brief(error: BaseException) -> str:
    try:
        text = " ".join(str(error)[: 4 * _MAX_TEXT].split())[:_MAX_TEXT].rstrip(".")
    except Exception:  # an int too long to be written, in the exception's own text
        text = ""
    return f"{type(error).__name__}{': ' + text if text else ''}"


def _since(started_at: float) -> float:
    return (time.perf_counter() - started_at) * 1000
