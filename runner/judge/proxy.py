"""The learner's functions, as a check sees them: ``learner.attention(Q, K, V)`` runs in the cell and is recorded.

Arguments are encoded on their way, so whatever the learner's code does to them, the judge's own stay as they were.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from runner.sandbox.errors import LearnerError

ATOMS = frozenset({bool, int, float, str, bytes, type(None)})  # types whose values can't be changed
RESERVED_NAMES = frozenset({"repeat", "show", "calls", "picture", "cpu_s"})


class Player(Protocol):
    """Whatever can play the learner's part: a cell, or one of our own modules when a mistake is replayed."""

    @property
    def changed_arguments(self) -> Sequence[str]:
        """The array arguments that the last call changed in place."""

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """One call. Raises LearnerError."""

    def repeat(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        """``times`` calls with the same arguments, one random generator living through all. Raises LearnerError."""

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """One call for each tuple of arguments, value by value. Raises LearnerError at the value it stands for."""

    def cpu_s(self) -> float:
        """Seconds of computing so far, by the kernel's clock."""


@dataclass(slots=True, kw_only=True)
class Call:
    """One call of a learner's function and what came of it; ``times`` is None for a single call."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    times: int | None = None
    value: Any = None
    error: LearnerError | None = None
    changed_arguments: Sequence[str] = ()
    ms: float = 0.0


@dataclass(slots=True)
class Learner:
    """Calls what the exercise asks for by name, and keeps the transcript.

    Attributes:
        calls: every call so far, in order.
        picture: what :meth:`show` was given last.
    """

    _player: Player
    _entry: tuple[str, ...]
    calls: list[Call] = field(default_factory=list, init=False)
    picture: dict[str, Any] | None = field(default=None, init=False)

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_") or name not in self._entry:
            raise AttributeError(f"the exercise's entry does not list {name!r}: {', '.join(self._entry)}")
        return Function(self, name)

    def repeat(self, times: int) -> Repeat:
        """``learner.repeat(1000).next_token(logits, Rng(seed))`` gives the list of 1000 answers, in one round trip."""
        return Repeat(self, times)

    def show(self, picture: dict[str, Any]) -> None:
        """Hang this picture on the check, whether it holds or not."""
        self.picture = picture

    def cpu_s(self) -> float:
        """Seconds that the learner's process has computed so far, whatever else this host does."""
        return self._player.cpu_s()

    def _play(self, call: Call) -> Any:
        call.args, call.kwargs = copy_value((call.args, call.kwargs))
        with self._recording(call):
            if call.times is None:
                call.value = self._player.call(call.name, call.args, call.kwargs)
            else:
                call.value = self._player.repeat(call.times, call.name, call.args, call.kwargs)
        return call.value

    def _play_each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        calls = [Call(name=name, args=copy_value(args), kwargs={}) for args in cases]
        return self._record_each(calls, self._player.each(name, [call.args for call in calls]))

    def _record_each(self, calls: Sequence[Call], values: Iterator[Any]) -> Iterator[Any]:
        for call in calls:
            with self._recording(call):
                call.value = next(values)
            yield call.value

    @contextmanager
    def _recording(self, call: Call) -> Iterator[None]:
        self.calls.append(call)
        started_at = time.perf_counter()
        try:
            yield
            call.changed_arguments = self._player.changed_arguments  # worked out when it is asked for
        except LearnerError as error:
            call.error = error
            raise
        finally:
            call.ms = (time.perf_counter() - started_at) * 1000


@dataclass(frozen=True, slots=True)
class Function:
    """One of the learner's functions."""

    _learner: Learner
    _name: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._learner._play(Call(name=self._name, args=args, kwargs=kwargs))

    def show(self, picture: dict[str, Any]) -> None:
        """Hang this picture on the check, whether it holds or not."""
        self._learner.show(picture)

    def each(self, cases: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """The value for each tuple of arguments, in order, faster than by so many calls: all of them are under way
        while the check works out what it expects. ::

            for got, expected in zip(learner.dot.each(cases), [np.dot(x, y) for x, y in cases]):
                close(got, expected)

        No other call may be made before the last value is taken.
        """
        return self._learner._play_each(self._name, cases)


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same proxy for many calls at once."""

    _learner: Learner
    _times: int

    def __getattr__(self, name: str) -> Callable[..., list[Any]]:
        if name.startswith("_") or name not in self._learner._entry:
            raise AttributeError(f"the exercise's entry does not list {name!r}")
        return lambda *args, **kwargs: self._learner._play(Call(name=name, args=args, kwargs=kwargs, times=self._times))


def copy_value(value: Any) -> Any:
    """A copy that shares nothing that can be changed: :func:`copy.deepcopy`, quicker for what checks hand over."""
    kind = type(value)
    if kind in ATOMS:
        return value
    if kind is np.ndarray and value.dtype.kind != "O":
        return value.copy()
    if kind is tuple or kind is list:
        return kind([copy_value(item) for item in value])
    if kind is dict:
        return {key: copy_value(item) for key, item in value.items()}
    return copy.deepcopy(value)
