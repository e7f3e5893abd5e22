"""The learner's functions, as a check sees them: ``learner.attention(Q, K, V)`` runs in the cell and is written down.

Arguments are encoded on their way, so whatever the learner's code does to them, the judge's own stay as they were.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from runner.sandbox.cell import LearnerError

RESERVED = frozenset({"repeat", "show", "calls", "picture"})


class Player(Protocol):
    """Whatever can play the learner's part: a cell, or one of our own modules when a mistake is replayed."""

    @property
    def mutated(self) -> tuple[str, ...]:
        """Which array arguments the last call changed in place."""

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """One call. Raises LearnerError."""

    def repeat(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        """``times`` calls with the same arguments, one random generator living through all. Raises LearnerError."""


@dataclass(slots=True)
class Call:
    """One call of a learner's function and what came of it; ``times`` is None for a single call."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    times: int | None = None
    value: Any = None
    error: LearnerError | None = None
    mutated: tuple[str, ...] = ()
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
    calls: list[Call] = field(default_factory=list)
    picture: dict[str, Any] | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or name not in self._entry:
            raise AttributeError(f"the exercise's entry does not list {name!r}: {', '.join(self._entry)}")
        return lambda *args, **kwargs: self._play(Call(name, args, kwargs))

    def repeat(self, times: int) -> Repeat:
        """``learner.repeat(1000).next_token(logits, Rng(seed))`` gives the list of 1000 answers, in one round trip."""
        return Repeat(self, times)

    def show(self, picture: dict[str, Any]) -> None:
        """Hang this picture on the check, whether it holds or not."""
        self.picture = picture

    def _play(self, call: Call) -> Any:
        call.args, call.kwargs = copy.deepcopy((call.args, call.kwargs))
        self.calls.append(call)
        started = time.perf_counter()
        try:
            if call.times is None:
                call.value = self._player.call(call.name, call.args, call.kwargs)
            else:
                call.value = self._player.repeat(call.times, call.name, call.args, call.kwargs)
            call.mutated = tuple(self._player.mutated)
        except LearnerError as error:
            call.error = error
            raise
        finally:
            call.ms = (time.perf_counter() - started) * 1000
        return call.value


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same proxy for many calls at once."""

    _learner: Learner
    _times: int

    def __getattr__(self, name: str) -> Callable[..., list[Any]]:
        if name.startswith("_") or name not in self._learner._entry:
            raise AttributeError(f"the exercise's entry does not list {name!r}")
        return lambda *args, **kwargs: self._learner._play(Call(name, args, kwargs, times=self._times))
