"""Repeat a test of a cell during which the host stood still: it shows nothing about the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .errors import HostStalledError
from .layers import RESPONSIVENESS, Layer

MAX_RETRIES = 3
_FIX = "try again when this host has less to do, or give it more processor time"

Result = TypeVar("Result")


class StallRetries:
    """The tests of one examination that were repeated because the host stood still."""

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
        """What the host did meanwhile, in one layer, if anything."""
        if not self._stalls:
            return []
        times = "a test was repeated" if len(self._stalls) == 1 else f"tests were repeated {len(self._stalls)} times"
        return [Layer(name=RESPONSIVENESS, ok=True, evidence=f"{self._stalls[-1]}, so {times}")]


def too_busy(error: HostStalledError) -> Layer:
    """The layer of a host that stood still in every attempt at a test."""
    return Layer(name=RESPONSIVENESS, ok=False, evidence=f"{error}, and in {MAX_RETRIES} attempts before", fix=_FIX)
