"""How long a test waits for a state, on whatever host: far longer than it takes, since waiting costs nothing once it is
there. No test measures speed by it.
"""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 120.0
PATIENCE_MS = 1000 * PATIENCE_S  # as Playwright counts
_LOOK_EVERY_S = 0.02


def comes_true(holds: Callable[[], object], patience_s: float = PATIENCE_S) -> bool:
    """Wait until ``holds()``, and say whether it came to that."""
    deadline = time.monotonic() + patience_s
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_EVERY_S)
    return True


def comes(find: Callable[[], T | None]) -> T:
    """Wait until ``find()`` returns something, and return it. Raises AssertionError: it never did."""
    found: list[T] = []

    def is_found() -> bool:
        thing = find()
        if thing is not None:
            found.append(thing)
        return bool(found)

    assert comes_true(is_found)
    return found[0]
