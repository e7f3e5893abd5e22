"""Give every check odd values in place of correct ones, one at a time, and see that each ends with a verdict.

A check may take such a value for right or wrong. It may not make the run ``internal``, nor take too long.
"""

from __future__ import annotations

import math
import random
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from runner.audit.odd_values import odd_values
from runner.catalog import CatalogExercise, load_module
from runner.judge.check_decorator import Check
from runner.judge.check_runs import Reference, TooExpensiveError, UnusableError, judge, play, reference_calls
from runner.judge.grading import describe, show_arguments
from runner.judge.limits import Budget
from runner.judge.players import InProcessPlayer
from runner.judge.proxy import Call, copy_value

MAX_QUICK_DRAWS = 5
QUICK_SECONDS = 0.01
MAX_LATER_PLACES = 3  # calls of a check, after the first of each function, whose values are replaced in turn
EVERYWHERE = -1  # in place of a call's number: all of them


@dataclass(slots=True, kw_only=True)
class FuzzReport:
    """The number of runs with odd values, by how they ended."""

    plays: int = 0
    passes: int = 0  # the check passed: the value was right, or is not what this check is about
    unusable: int = 0  # the check could not work with it, and says so
    costly: int = 0
    internal: list[str] = field(default_factory=list)

    def count(self, kind: type[object] | None) -> None:
        self.plays += 1
        self.passes += kind is None
        self.costly += kind is TooExpensiveError
        self.unusable += kind is UnusableError


class _OddPlayer:
    """Plays our solution, but for one value, or all of them: there it returns an odd one.

    Up to that value it repeats what our solution returned, because the checks make the same calls. After it, the
    solution is called again.
    """

    def __init__(
        self, solution: InProcessPlayer, right: Sequence[Call], call_number: int, value: Any, arguments: str
    ) -> None:
        self._solution = solution
        self._right = right
        self._call_number = call_number
        self._value = value
        self._arguments = arguments
        self._last_call = -1
        self.changed_arguments: Sequence[str] = ()

    @property
    def arguments(self) -> str | None:
        """Those of the last call as text, if they can't depend on the odd value: the same for every odd value."""
        return self._arguments if self._last_call == max(self._call_number, 0) else None

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._last_call += 1
        if self._call_number in (self._last_call, EVERYWHERE):
            return copy_value(self._value)
        return self._before() if self._last_call < self._call_number else self._solution.call(name, args, kwargs)

    def repeat(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        self._last_call += 1
        if self._call_number == EVERYWHERE:
            return [copy_value(self._value)] * times  # not a copy for each, which takes longer than the check
        if self._last_call == self._call_number:  # one answer of many
            return [copy_value(self._value), *copy_value(self._right[self._last_call].value[1:])]
        value: list[Any] = (
            self._before() if self._last_call < self._call_number else self._solution.repeat(times, name, args, kwargs)
        )
        return value

    def _before(self) -> Any:
        call = self._right[self._last_call]
        if call.error is not None:
            raise call.error
        return copy_value(call.value)

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        return (self.call(name, args, {}) for args in cases)

    def cpu_s(self) -> float:
        return self._solution.cpu_s()


def fuzz(
    exercise: CatalogExercise, sample: int | None = None, progress: Callable[[int, int], None] = lambda *_: None
) -> FuzzReport:
    """Play every check of the exercise.

    Args:
        sample: bounds the odd values that take the place of each correct one.
        progress: is told how many checks are done, and how many there are.
    """
    result = FuzzReport()
    solution = InProcessPlayer(load_module(exercise.folder / "solution.py"))
    chance = random.Random(exercise.slug)  # noqa: S311 - the same sample each time
    for number, check in enumerate(exercise.checks):
        progress(number, len(exercise.checks))
        secret = _quick_secret(exercise, check, solution)
        right = play(check, solution, exercise.spec.entry, secret).learner.calls
        reference = cache(reference_calls)  # all odd values of the check meet the same draw
        ends_at_first: set[str] = set()
        for call_number, values in substitutions(right, sample, chance):
            arguments = show_arguments(right[max(call_number, 0)], exercise, Budget())
            for name, value in values:
                if call_number == EVERYWHERE and name in ends_at_first:
                    continue
                where = f"{check.name}, value {call_number + 1 if call_number >= 0 else 'of every call'}: {name}"
                player = _OddPlayer(solution, right, call_number, value, arguments)
                calls = _play(exercise, check, player, secret, where, result, reference)
                if call_number == 0 and len(calls) == 1 and calls[0].times is None:
                    ends_at_first.add(name)
    return result


def _quick_secret(exercise: CatalogExercise, check: Check, solution: InProcessPlayer) -> int:
    """A draw for all odd values of the check.

    Some checks draw until their mistakes can be told apart, and every run repeats that. So where it takes long, this is
    the quickest of a few draws.
    """
    times: dict[float, int] = {}
    while len(times) < MAX_QUICK_DRAWS and min(times, default=math.inf) > QUICK_SECONDS:
        secret, started_at = secrets.randbits(64), time.thread_time()
        play(check, solution, exercise.spec.entry, secret)
        times[time.thread_time() - started_at] = secret
    return times[min(times)]


def substitutions(
    right: Sequence[Call], sample: int | None, chance: random.Random
) -> Iterator[tuple[int, list[tuple[str, Any]]]]:
    """The calls whose value is replaced, each with the odd values that take its place.

    Every odd value takes the place of the first value of each function, then of one later value, then of all. A check
    compares the values of one function alike, so the later calls share the odd values among them.
    """
    names = [call.name for call in right]
    firsts = sorted({names.index(name) for name in names})
    later = _spread([call_number for call_number in range(len(right)) if call_number not in firsts])
    for call_number in [*firsts, *later, EVERYWHERE] if len(right) > 1 else firsts:
        values = list(odd_values(_one_value(right[max(call_number, 0)])))
        if call_number in later:
            values = values[later.index(call_number) :: len(later)]
        if sample is not None and sample < len(values):
            values = chance.sample(values, sample)
        yield call_number, values


def _spread(numbers: Sequence[int]) -> list[int]:
    """A few of these calls, the first and the last among them."""
    last = len(numbers) - 1
    return (
        sorted({numbers[round(i * last / (MAX_LATER_PLACES - 1))] for i in range(MAX_LATER_PLACES)}) if numbers else []
    )


def _play(
    exercise: CatalogExercise,
    check: Check,
    player: _OddPlayer,
    secret: int,
    where: str,
    result: FuzzReport,
    reference: Reference,
) -> Sequence[Call]:
    """Enter in the report how the check ends. Returns the calls it made, none if it took too much."""
    budget = Budget()
    try:
        with budget:
            run = judge(exercise, check, player, secret, budget, reference)
            describe(run, exercise, "", budget, player.arguments)
    except Exception as error:
        result.plays += 1
        result.internal.append(f"{where}: {type(error).__name__}: {str(error)[:200]}")
        return ()
    result.count(None if run.ending is None else type(run.ending))
    return run.learner.calls


def _one_value(call: Call) -> Any:
    return call.value[0] if call.times is not None and call.value else call.value
