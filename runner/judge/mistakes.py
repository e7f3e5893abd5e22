"""Recognising a mistake: play the failed check again, from the same seed, with each of our wrong solutions.

The mistake whose every answer equals the learner's, and which therefore fails the check as well, is named if it gives
the learner's values in the other checks too. First come the classic mistakes of the exercise, then the general ones
(runner.judge.variants).
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Literal

import numpy as np

from runner.catalog import CatalogExercise, load_module
from runner.judge import comparison, seeding
from runner.judge.check_decorator import CheckFailure, Equivalence, MethodFailure
from runner.judge.check_runs import CheckRun
from runner.judge.error_messages import exception
from runner.judge.formatting import join_names
from runner.judge.launches import same_launch, takes_buffers
from runner.judge.limits import JudgeTimeoutError, time_limit
from runner.judge.players import Divergence, InProcessPlayer
from runner.judge.proxy import Call, Learner
from runner.judge.right_values import has_right_form, is_near_miss, right_calls
from runner.judge.slips import slips_of
from runner.judge.value_changes import is_telling
from runner.judge.variants import VariantPlayer, variants_of
from runner.protocol import Mistake
from runner.protocol.mistakes import KnownMistake
from runner.sandbox.errors import LearnerError
from runner.wire.values import Tensor

_LOG = logging.getLogger(__name__)
_MAX_TEXT_CHARS = 200
_MAX_SECONDS_OF_GENERAL = 0.4  # of all general ones; most diverge at the first call
_FIRST_DRAWS = 64  # of a long list, looked at before the others are drawn: most mistakes differ in them
_MAX_SECONDS = 2.0  # per mistake; the audit sees to it that none needs a tenth of it
_MAX_SECONDS_OF_OTHERS = 1.0  # per mistake that explains the failed check, in all other checks
IN_ONE_CHECK = "In the first failed check your values are those of a common mistake: {}"

_MakePlayer = Callable[[], InProcessPlayer]
_Agreement = Literal["all", "half", "few"]


class _ReplayPlayer:
    """Plays a mistake and raises Divergence as soon as it answers otherwise than the learner did."""

    def __init__(self, player: InProcessPlayer, calls: Sequence[Call], equivalent: Equivalence | None) -> None:
        self._player = player
        self._transcript = iter(calls)
        self._remaining = len(calls)
        self._equivalent = equivalent
        self.values: list[Any] = []

    @property
    def is_complete(self) -> bool:
        """Whether it has made as many calls as the learner. A mistake that fails before that fails elsewhere."""
        return self._remaining == 0

    @property
    def changed_arguments(self) -> Sequence[str]:
        return self._player.changed_arguments

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        with self._next_call(name) as call:
            value = self._player.call(name, args, kwargs)
            if not (same_launch(args, value, call.value) if takes_buffers(args) else same(value, call.value)):
                raise Divergence
            self.values[-1] = value
        return value

    def repeat(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        equivalent = self._equivalent or same
        with self._next_call(name) as call:
            if times > 2 * _FIRST_DRAWS and call.error is None:
                first_values = self._player.repeat(_FIRST_DRAWS, name, args, kwargs)
                if not equivalent(first_values, call.value[:_FIRST_DRAWS]):
                    raise Divergence
            values = self._player.repeat(times, name, args, kwargs)
            if not equivalent(values, call.value):
                raise Divergence
        return values

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        return (self.call(name, args, {}) for args in cases)

    def cpu_s(self) -> float:
        return self._player.cpu_s()

    @contextmanager
    def _next_call(self, name: str) -> Iterator[Call]:
        call = next(self._transcript, None)
        if call is None or call.name != name:
            raise Divergence
        self._remaining -= 1
        self.values.append(None)
        try:
            yield call
        except LearnerError as error:
            if call.error is None or not _same_exception(call.error, error):
                raise Divergence from None
            raise
        if call.error is not None or bool(call.changed_arguments) != bool(self.changed_arguments):
            raise Divergence


def recognise(exercise: CatalogExercise, run: CheckRun, passed_checks: Collection[str] = ()) -> Mistake | None:
    """The mistake that answers this failed check as the learner did, if there is one."""
    return classic_mistake(exercise, run, passed_checks) or general_mistake(exercise, run)


def classic_mistake(
    exercise: CatalogExercise,
    run: CheckRun,
    passed_checks: Collection[str] = (),
    other_runs: Sequence[CheckRun] | None = None,
) -> Mistake | None:
    """One of the exercise's own mistakes.

    It is out of the question when the learner passed the check that catches it: two different errors may agree on one
    check, on a result that is all NaN, say. Where several remain, one that names this check goes first.

    The first check to fail is often a small example, in which different mistakes give the same values. So a mistake is
    stated as a fact if it gives the learner's values in all ``other_runs``. If it does in half of them, its message
    says that it is about this check; if in fewer, it isn't named. None stands for no other runs to ask.
    """
    candidates = [mistake for mistake in exercise.mistakes if mistake.check not in passed_checks]
    in_one_check = None
    for mistake in sorted(candidates, key=lambda mistake: mistake.check != run.check.name):
        make_player = partial(_mistake_player, exercise, mistake)
        if not _matches(exercise, make_player(), run):
            continue
        agreement = "all" if other_runs is None else _agreement(exercise, make_player, other_runs)
        if agreement == "all":
            return Mistake(mistake.name, mistake.message, mistake.fix)
        if agreement == "half" and in_one_check is None:
            in_one_check = Mistake(mistake.name, IN_ONE_CHECK.format(mistake.message), mistake.fix)
    return in_one_check


def _mistake_player(exercise: CatalogExercise, mistake: KnownMistake) -> InProcessPlayer:
    return InProcessPlayer(exercise.load_mistake(mistake))


def _agreement(exercise: CatalogExercise, make_player: _MakePlayer, other_runs: Sequence[CheckRun]) -> _Agreement:
    """In how many of the other checks a mistake gives the learner's values. It stops where few can."""
    if not other_runs:
        return "half" if len(exercise.checks) > 1 else "all"
    agreements = disagreements = 0
    try:
        with time_limit(_MAX_SECONDS_OF_OTHERS, JudgeTimeoutError):
            for other in sorted(other_runs, key=lambda run: run.ms):  # a slow one may take all the time
                if _agrees_with(exercise, make_player, other):
                    agreements += 1
                else:
                    disagreements += 1
                if 2 * disagreements > len(other_runs):
                    return "few"
    except JudgeTimeoutError:
        _LOG.info("a mistake of %s was compared with %d checks in time", exercise.slug, agreements + disagreements)
    return "all" if not disagreements and 2 * agreements >= len(other_runs) else "half"


def _agrees_with(exercise: CatalogExercise, make_player: _MakePlayer, run: CheckRun) -> bool:
    """Whether a mistake passes a check that the learner passed, or gives their values in one that they failed."""
    if run.ending is not None:
        return _matches(exercise, make_player(), run, may_pass=True)
    try:
        with time_limit(_MAX_SECONDS), warnings.catch_warnings(action="ignore"):
            run.check.body(Learner(make_player(), exercise.spec.entry), seeding.stream(run.seed))
    except Exception:
        return False
    return True


def general_mistake(
    exercise: CatalogExercise, run: CheckRun, other_runs: Sequence[CheckRun] | None = None
) -> Mistake | None:
    """The general mistake that explains the learner's values, if one is found in a moment.

    It must give their values in all ``other_runs`` too; None stands for no other runs to ask. It isn't looked for where
    calls are repeated, because random values agree with many mistakes. Nor is it named where a value's form is wrong,
    because the check's own message says more.
    """
    calls = run.learner.calls
    if not calls or any(takes_buffers(call.args) for call in calls):
        return None
    if any(call.times is not None for call in calls) or (other_runs == [] and len(exercise.checks) > 1):
        return _changed_arguments(calls)
    other_runs = [other for other in other_runs or () if other.learner.calls]
    if not is_telling([call.value for any_run in (run, *other_runs) for call in any_run.learner.calls]):
        other_runs = []  # such as None from every call
    try:
        with time_limit(_MAX_SECONDS_OF_GENERAL, JudgeTimeoutError):
            for make_player, mistake, is_enough in _general_mistakes(exercise, calls[-1]):
                if not (is_enough or other_runs) or not _agrees(make_player, calls[-1]):
                    continue
                if not _matches(exercise, make_player(), run):
                    continue
                if all(_matches(exercise, make_player(), other, may_pass=True) for other in other_runs):
                    return mistake if has_right_form(calls, right_calls(exercise, run)) else None
    except JudgeTimeoutError:
        _LOG.info("not all general mistakes of %s were tried in time", exercise.slug)
    return _changed_arguments(calls)


def _general_mistakes(exercise: CatalogExercise, last: Call) -> Iterator[tuple[_MakePlayer, Mistake, bool]]:
    """Our solution with a changed argument or result, then our correct code with one slip.

    Each comes with whether it is named without other checks to ask: an omission may agree by chance, and so may
    whatever explains no more than an index or a truth value.
    """
    if last.error is not None:
        return
    solution = load_module(exercise.folder / "solution.py")
    is_enough = is_telling(last.value)
    for variant in variants_of(solution, last):
        yield partial(VariantPlayer, solution, variant), Mistake(variant.name, variant.message), is_enough
    for slip in slips_of(exercise):
        message = f"Your values are those of correct code with one mistake: {slip.description}."
        yield slip.player, Mistake(slip.name, message), is_enough and not slip.is_omission


def _changed_arguments(calls: Sequence[Call]) -> Mistake | None:
    for call in calls:
        if call.changed_arguments:
            names = join_names(call.changed_arguments)
            message = f"Your {call.name} changes {names} in place, which the caller still needs: work on a copy."
            return Mistake(f"changes-{'-'.join(call.changed_arguments)}"[:80], message)
    return None


def _agrees(make_player: _MakePlayer, call: Call) -> bool:
    """Whether the failed call alone gives the same value: quicker than to play the check, and nearly always no."""
    try:
        player = make_player()
        with warnings.catch_warnings(action="ignore"):
            return same(player.call(call.name, call.args, call.kwargs), call.value)
    except (Divergence, LearnerError):
        return False


def _matches(exercise: CatalogExercise, player: InProcessPlayer, run: CheckRun, *, may_pass: bool = False) -> bool:
    """Whether a player answers every call of a check as the learner did, and fails it, unless it ``may_pass``.

    Where it fails, the learner's numbers must be much nearer to its own than to the right ones.
    """
    replay = _ReplayPlayer(player, run.learner.calls, run.check.equivalent)
    try:
        with time_limit(_MAX_SECONDS), warnings.catch_warnings(action="ignore"):
            run.check.body(Learner(replay, exercise.spec.entry), seeding.stream(run.seed))
    except Divergence:
        return False
    except Exception as error:
        if not replay.is_complete and not isinstance(error, CheckFailure | LearnerError):
            _LOG.warning("a mistake in %s broke on check %s: %s", exercise.slug, run.check.name, error)
        if not _same_method(run.ending, error):
            return False
        if not replay.is_complete or may_pass:
            return replay.is_complete
        return not is_near_miss(run.learner.calls, replay.values, right_calls(exercise, run))
    return may_pass and replay.is_complete


def _same_method(ending: Exception | None, own_ending: Exception) -> bool:
    """Whether both fail because of their values, or both because of the same thing about how these were computed."""
    if isinstance(ending, MethodFailure) or isinstance(own_ending, MethodFailure):
        return type(ending) is type(own_ending) and str(ending) == str(own_ending)
    return True


def _same_exception(error: LearnerError, own_error: LearnerError) -> bool:
    """Whether both have the same type and the same text, as far as the learner's was not cut."""
    (name, text), (own_name, own_text) = exception(error), exception(own_error)
    return name == own_name and text[:_MAX_TEXT_CHARS] == own_text[:_MAX_TEXT_CHARS]


def same(value: Any, other_value: Any) -> bool:
    """Equal in type and value, numbers up to rounding. A single number is the same however NumPy holds it."""
    value, other_value = _plain(value), _plain(other_value)
    if isinstance(value, Tensor) and isinstance(other_value, Tensor):
        return _same(value.array, other_value.array)
    if type(value) is not type(other_value):
        return False
    if isinstance(value, dict):
        return value.keys() == other_value.keys() and all(same(value[key], other_value[key]) for key in value)
    if isinstance(value, list | tuple):
        return len(value) == len(other_value) and all(map(same, value, other_value))
    if isinstance(value, float | np.generic | np.ndarray):
        return _same(np.asarray(value), np.asarray(other_value))
    return bool(value == other_value)


def _plain(value: Any) -> Any:
    """float64, int64 and bool_ as float, int and bool: which of the two a learner returns depends on the last call."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    return value.item() if isinstance(value, np.float64 | np.int64 | np.bool_) else value


def _same(array: comparison.Array, other_array: comparison.Array) -> bool:
    if array.shape != other_array.shape or array.dtype != other_array.dtype:
        return False
    if array.dtype.kind not in "fc":
        return bool((array == other_array).all())
    rtol, atol = comparison.tolerance(array, other_array)
    return bool(comparison.agree(array, other_array, rtol, atol / 10).all())
