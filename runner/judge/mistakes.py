"""Recognising a classic mistake: play the failed check again, from the same seed, with each of our wrong solutions.

The mistake whose every answer equals the learner's, and which therefore fails the check as well, is named.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from runner.catalog import CatalogExercise, MistakeFile, load_module
from runner.harness.buffers import Buffers
from runner.judge import comparison, seeding
from runner.judge.check_decorator import Check, CheckFailure, Equivalence
from runner.judge.error_messages import exception
from runner.judge.launches import same_launch, takes_buffers
from runner.judge.limits import time_limit
from runner.judge.proxy import Call, Learner, copy_value
from runner.protocol import Mistake, Verdict
from runner.sandbox.errors import LearnerError
from runner.wire.digests import digest
from runner.wire.values import Buffer, Rng, Tensor

_LOG = logging.getLogger(__name__)
_MAX_TEXT_CHARS = 200
_MAX_SECONDS = 2.0  # per mistake; the audit sees to it that none needs a tenth of it


class Divergence(Exception):  # noqa: N818 - the usual outcome
    """The mistake answered differently from the learner."""


class InProcessPlayer:
    """Plays the learner's part with a module of ours, in this process, as a cell would with the learner's."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self.changed_arguments: Sequence[str] = ()

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self._answer(1, name, args, kwargs)[0]

    def repeat(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        return self._answer(times, name, args, kwargs)

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        return (self.call(name, args, {}) for args in cases)

    @staticmethod
    def cpu_s() -> float:
        """As `runner.judge.speed` takes it for the reference."""
        return time.thread_time()

    def _answer(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        rngs: dict[int, np.random.Generator] = {}
        values: list[Any] = []
        self.changed_arguments = ()
        for turn in range(times):  # fresh arguments at every turn, as in a cell; only a generator lives on
            buffers = Buffers()
            arguments = _import((args, kwargs), rngs, buffers)
            before = None if turn or buffers else digest(_export(arguments))
            try:
                function = partial(getattr(self._module, name), *arguments[0], **arguments[1])
                values.append(_export(buffers.call(function)))
            except Exception as error:
                raise LearnerError(Verdict.ERROR, f"{type(error).__name__}: {error}") from error
            if before is not None and before != digest(_export(arguments)):
                self.changed_arguments = ("an argument",)
        return values


class _Follower:
    """Plays a mistake and leaves as soon as it answers otherwise than the learner did.

    Attributes:
        ended: whether it has made as many calls as the learner. A mistake that fails before that fails elsewhere.
    """

    def __init__(self, player: InProcessPlayer, calls: Sequence[Call], equivalent: Equivalence | None) -> None:
        self._player = player
        self._transcript = iter(calls)
        self._remaining = len(calls)
        self._equivalent = equivalent

    @property
    def is_complete(self) -> bool:
        return self._remaining == 0

    @property
    def changed_arguments(self) -> Sequence[str]:
        return self._player.changed_arguments

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        with self._following(name) as call:
            value = self._player.call(name, args, kwargs)
            if not (same_launch(args, value, call.value) if takes_buffers(args) else same(value, call.value)):
                raise Divergence
        return value

    def repeat(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        with self._following(name) as call:
            values = self._player.repeat(times, name, args, kwargs)
            if not (self._equivalent or same)(values, call.value):
                raise Divergence
        return values

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        return (self.call(name, args, {}) for args in cases)

    def cpu_s(self) -> float:
        return self._player.cpu_s()

    @contextmanager
    def _following(self, name: str) -> Iterator[Call]:
        call = next(self._transcript, None)
        if call is None or call.name != name:
            raise Divergence
        self._remaining -= 1
        try:
            yield call
        except LearnerError as error:
            if call.error is None or not _same_exception(call.error, error):
                raise Divergence from None
            raise
        if call.error is not None or bool(call.changed_arguments) != bool(self.changed_arguments):
            raise Divergence


def recognise(
    exercise: CatalogExercise, check: Check, seed: bytes, calls: Sequence[Call], passed_checks: Collection[str] = ()
) -> Mistake | None:
    """The classic mistake that answers this failed check as the learner did, if there is one.

    A mistake is out of the question when the learner passed the check that catches it: two different errors may agree
    on one check, on a result that is all NaN, say. Where several remain, one that names this check goes first.
    """
    candidates = [mistake for mistake in exercise.mistakes if mistake.check not in passed_checks]
    for mistake in sorted(candidates, key=lambda mistake: mistake.check != check.name):
        if _matches(exercise, mistake, check, seed, calls):
            return Mistake(mistake.name, mistake.message)
    return None


def _matches(exercise: CatalogExercise, mistake: MistakeFile, check: Check, seed: bytes, calls: Sequence[Call]) -> bool:
    player = _Follower(InProcessPlayer(load_module(mistake.path)), calls, check.equivalent)
    try:
        with time_limit(_MAX_SECONDS), warnings.catch_warnings(action="ignore"):
            check.body(Learner(player, exercise.spec.entry), seeding.stream(seed))
    except Divergence:
        return False
    except (CheckFailure, LearnerError):
        return player.is_complete
    except Exception as error:  # the same values, which this check can't work with, or a fault of the mistake's
        if player.is_complete:
            return True
        _LOG.warning("mistake %s of %s broke on check %s: %s", mistake.name, exercise.slug, check.name, error)
    return False


def _same_exception(learners: LearnerError, ours: LearnerError) -> bool:
    """Of one type and with one text, as far as the learner's was not cut: NumPy's texts name the shapes."""
    (name, text), (our_name, our_text) = exception(learners), exception(ours)
    return name == our_name and text[:_MAX_TEXT_CHARS] == our_text[:_MAX_TEXT_CHARS]


def same(one: Any, other: Any) -> bool:
    """Equal in type and value, numbers up to rounding. A single number is the same however NumPy holds it."""
    one, other = _plain(one), _plain(other)
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return _same(one.array, other.array)
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float | np.generic | np.ndarray):
        return _same(np.asarray(one), np.asarray(other))
    return bool(one == other)


def _plain(value: Any) -> Any:
    """float64, int64 and bool_ as float, int and bool: which of the two a learner returns depends on the last call."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    return value.item() if isinstance(value, np.float64 | np.int64 | np.bool_) else value


def _same(one: comparison.Array, other: comparison.Array) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype.kind not in "fc":
        return bool((one == other).all())
    rtol, atol = comparison.tolerance(one, other)
    return bool(comparison.agree(one, other, rtol, atol / 10).all())


def _import(value: Any, rngs: dict[int, np.random.Generator], buffers: Buffers) -> Any:
    """Our own copy of the arguments, as they arrive in a cell."""
    if isinstance(value, Rng):
        if id(value) not in rngs:
            rngs[id(value)] = np.random.default_rng(value.seed)
        return rngs[id(value)]
    if isinstance(value, Buffer):
        return buffers.open(value)
    if isinstance(value, Tensor):
        import torch  # only where a check hands over a tensor: importing it takes a second

        return torch.from_numpy(value.array.copy()).requires_grad_(value.requires_grad)
    if isinstance(value, dict):
        return {key: _import(item, rngs, buffers) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_import(item, rngs, buffers) for item in value)
    return copy_value(value)


def _export(value: Any) -> Any:
    """A returned value as it leaves a cell: tensors as data."""
    if _is_tensor(value):
        return Tensor(value.detach().numpy().copy(), False)
    if isinstance(value, dict):
        return {key: _export(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_export(item) for item in value)
    return None if isinstance(value, np.random.Generator) else copy_value(value)


def _is_tensor(value: Any) -> bool:
    return type(value).__module__.split(".")[0] == "torch" and hasattr(value, "detach")
