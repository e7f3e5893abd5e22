"""Recognising a classic mistake: play the failed check again, from the same seed, with each of our wrong solutions.

The mistake whose every answer equals the learner's, and which therefore fails the check as well, is named.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from runner.catalog import Exercise, MistakeFile, load_module
from runner.harness.values import fingerprint
from runner.judge import compare, draws
from runner.judge.blame import exception
from runner.judge.checking import Alike, Check, CheckFailed
from runner.judge.proxy import Call, Learner, copied
from runner.protocol import Mistake, Verdict
from runner.sandbox.cell import LearnerError
from runner.sandbox.frames import Rng, Tensor

_LOG = logging.getLogger(__name__)
_TEXT = 200
_SECONDS = 2.0  # per mistake; the audit sees to it that none needs a tenth of it


class Diverged(Exception):  # noqa: N818 - the usual outcome
    """The mistake answered differently from the learner."""


class OwnCode:
    """Plays the learner's part with a module of ours, in this process, as a cell would with the learner's."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self.mutated: tuple[str, ...] = ()

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
        self.mutated = ()
        for turn in range(times):  # fresh arguments at every turn, as in a cell; only a generator lives on
            given = _arrive((args, kwargs), rngs)
            before = None if turn else fingerprint(_leave(given))
            try:
                values.append(_leave(getattr(self._module, name)(*given[0], **given[1])))
            except Exception as error:
                raise LearnerError(Verdict.ERROR, f"{type(error).__name__}: {error}") from error
            if before is not None and before != fingerprint(_leave(given)):
                self.mutated = ("an argument",)
        return values


class _Follower:
    """Plays a mistake and leaves as soon as it answers otherwise than the learner did.

    Attributes:
        ended: whether it has made as many calls as the learner. A mistake that fails before that fails elsewhere.
    """

    def __init__(self, player: OwnCode, calls: Sequence[Call], alike: Alike | None) -> None:
        self._player = player
        self._recorded = iter(calls)
        self._left = len(calls)
        self._alike = alike

    @property
    def ended(self) -> bool:
        return self._left == 0

    @property
    def mutated(self) -> tuple[str, ...]:
        return self._player.mutated

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        with self._following(name) as call:
            value = self._player.call(name, args, kwargs)
            if not same(value, call.value):
                raise Diverged
        return value

    def repeat(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        with self._following(name) as call:
            values = self._player.repeat(times, name, args, kwargs)
            if not (self._alike or same)(values, call.value):
                raise Diverged
        return values

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        return (self.call(name, args, {}) for args in cases)

    def cpu_s(self) -> float:
        return self._player.cpu_s()

    @contextmanager
    def _following(self, name: str) -> Iterator[Call]:
        call = next(self._recorded, None)
        if call is None or call.name != name:
            raise Diverged
        self._left -= 1
        try:
            yield call
        except LearnerError as error:
            if call.error is None or not _same_exception(call.error, error):
                raise Diverged from None
            raise
        if call.error is not None or bool(call.mutated) != bool(self.mutated):
            raise Diverged


def recognise(
    exercise: Exercise, check: Check, seed: bytes, calls: Sequence[Call], passed: Collection[str] = ()
) -> Mistake | None:
    """The classic mistake that answers this failed check as the learner did, if there is one.

    A mistake is out of the question when the learner passed the check that catches it: two different errors may agree
    on one check, on a result that is all NaN, say. Where several remain, one that names this check goes first.
    """
    candidates = [mistake for mistake in exercise.mistakes if mistake.check not in passed]
    for mistake in sorted(candidates, key=lambda mistake: mistake.check != check.name):
        if _plays_alike(exercise, mistake, check, seed, calls):
            return Mistake(mistake.name, mistake.message)
    return None


def _plays_alike(exercise: Exercise, mistake: MistakeFile, check: Check, seed: bytes, calls: Sequence[Call]) -> bool:
    try:
        with time_limit(_SECONDS), warnings.catch_warnings(action="ignore"):
            player = _Follower(OwnCode(load_module(mistake.path)), calls, check.alike)
            check.body(Learner(player, exercise.spec.entry), draws.stream(seed))
    except Diverged:
        return False
    except (CheckFailed, LearnerError):
        return player.ended
    except Exception:
        _LOG.exception("mistake %s of %s broke on check %s", mistake.name, exercise.slug, check.name)
    return False


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError inside the block after so many seconds of this process's computing, so that a busy host does
    not shorten them. Off the main thread, where no signal arrives, there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def out_of_time(signum: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"our own code took more than {seconds} s")

    former = signal.signal(signal.SIGPROF, out_of_time)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)


def _same_exception(learners: LearnerError, ours: LearnerError) -> bool:
    """Of one type and with one text, as far as the learner's was not cut: NumPy's texts name the shapes."""
    (name, text), (our_name, our_text) = exception(learners), exception(ours)
    return name == our_name and text[:_TEXT] == our_text[:_TEXT]


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


def _same(one: compare.Array, other: compare.Array) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype.kind not in "fc":
        return bool((one == other).all())
    rtol, atol = compare.tolerance(one, other)
    return bool(compare.agree(one, other, rtol, atol / 10).all())


def _arrive(value: Any, rngs: dict[int, np.random.Generator]) -> Any:
    """Our own copy of the arguments, as they arrive in a cell."""
    if isinstance(value, Rng):
        if id(value) not in rngs:
            rngs[id(value)] = np.random.default_rng(value.seed)
        return rngs[id(value)]
    if isinstance(value, Tensor):
        import torch  # only where a check hands over a tensor: importing it takes a second

        return torch.from_numpy(value.array.copy()).requires_grad_(value.requires_grad)
    if isinstance(value, dict):
        return {key: _arrive(item, rngs) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_arrive(item, rngs) for item in value)
    return copied(value)


def _leave(value: Any) -> Any:
    """A returned value as it leaves a cell: tensors as data."""
    if _is_tensor(value):
        return Tensor(value.detach().numpy().copy(), False)
    if isinstance(value, dict):
        return {key: _leave(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_leave(item) for item in value)
    return None if isinstance(value, np.random.Generator) else copied(value)


def _is_tensor(value: Any) -> bool:
    return type(value).__module__.split(".")[0] == "torch" and hasattr(value, "detach")
