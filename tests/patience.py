"""How long a test waits for a state, on whatever host: far longer than it takes, since waiting costs nothing once it is
there. No test measures speed by it.
"""

import time
from collections.abc import Callable

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
