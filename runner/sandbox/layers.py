"""The layers of the sandbox, and which of them held on this host."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from runner.protocol import WEAK_MODE

from .errors import HostStalledError

MAX_RETRIES = 3
_FIX_BUSY = "try again when this host has less to do, or give it more processor time"
Result = TypeVar("Result")
RESPONSIVENESS = "responsiveness"  # the layer that fails where a host is too busy to be examined


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer: whether it held, the evidence, and what to do where it did not."""

    name: str
    ok: bool
    evidence: str
    fix: str = ""


def held(name: str, evidence: str, wish: str = "") -> Layer:
    """A layer that held. ``wish``: what would make this host safer or more useful still."""
    return Layer(name=name, ok=True, evidence=evidence, fix=wish)


def failed(name: str, evidence: str, fix: str) -> Layer:
    return Layer(name=name, ok=False, evidence=evidence, fix=fix)


def held_if(ok: bool, name: str, evidence: str, fix: str) -> Layer:
    return held(name, evidence) if ok else failed(name, evidence, fix)


@dataclass(frozen=True, slots=True)
class HostExamination:
    """The layers that the doctor tried."""

    layers: tuple[Layer, ...]

    @property
    def is_fit(self) -> bool:
        return all(layer.ok for layer in self.layers)

    @property
    def is_weak(self) -> bool:
        """Whether this is the weak mode, for development only."""
        return any(layer.name == WEAK_MODE for layer in self.layers)

    @property
    def was_too_busy(self) -> bool:
        """Whether the host stood still again and again. Then nobody knows yet which layers hold."""
        return self.first_failure is not None and self.first_failure.name == RESPONSIVENESS

    @property
    def refusal(self) -> str:
        """Why the host is unfit, to go on from "This host is"."""
        return "too busy to be examined" if self.was_too_busy else "not fit to grade"

    @property
    def first_failure(self) -> Layer | None:
        return next((layer for layer in self.layers if not layer.ok), None)


class StallRetries:
    """Repeats a test of a cell during which the host stood still, because it shows nothing about the sandbox."""

    def __init__(self) -> None:
        self._stalls: list[HostStalledError] = []

    def run(self, test: Callable[[], Result]) -> Result:
        """Return the result of ``test``. Raises HostStalledError if the host stood still in every attempt."""
        for _ in range(MAX_RETRIES):
            try:
                return test()
            except HostStalledError as error:
                self._stalls.append(error)
        return test()

    def layers(self) -> list[Layer]:
        """Return one layer that says how often the host stood still; none if it never did."""
        if not self._stalls:
            return []
        times = "a test was repeated" if len(self._stalls) == 1 else f"tests were repeated {len(self._stalls)} times"
        return [held(RESPONSIVENESS, f"{self._stalls[-1]}, so {times}")]


def too_busy(error: HostStalledError) -> Layer:
    """The layer of a host that stood still in every attempt at a test."""
    return failed(RESPONSIVENESS, f"{error}, and in {MAX_RETRIES} attempts before", _FIX_BUSY)
