"""Bounds for values from a runner.

A runner is only half trusted: a GPU host may be under somebody's desk, and a learner's code has written part of each
report. So every text and number is cut to size again.
"""

import math
from collections.abc import Mapping
from typing import Any

MAX_NAMES = 16  # of versions, phases and queues


def first_items(names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(names.items())[:MAX_NAMES]


def bounded_text(value: Any, limit: int) -> str:
    """A text that any database takes (no NUL, no lone surrogate). One over the limit is cut and ends in “…”."""
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {type(value).__name__}")
    text = value[: limit + 1].replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def bounded_milliseconds(value: Any) -> float:
    number = float(value)
    return round(min(max(number, 0.0), 1e7), 3) if math.isfinite(number) else 0.0


def finite_seconds(value: Any) -> float:
    number = float(value)
    return number if math.isfinite(number) else 0.0
