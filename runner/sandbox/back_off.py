"""Pauses between attempts that fail, so that a host that can't make cells isn't kept busy by trying."""

from __future__ import annotations

import time
from dataclasses import dataclass

PAUSES_S = (0.0, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0)


@dataclass(slots=True)
class BackOff:
    """Failures since the last success, and when to try again: later each time."""

    count: int = 0
    at: float = 0.0

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.at

    def note_failure(self) -> str:
        """Begin the next pause, and return it as text. Empty: one has begun, with what was tried at the same time."""
        if not self.is_over:
            return ""
        self.count += 1
        pause_s = PAUSES_S[min(self.count, len(PAUSES_S) - 1)]
        self.at = time.monotonic() + pause_s
        return f"attempt {self.count}; the next follows after {pause_s} s"
