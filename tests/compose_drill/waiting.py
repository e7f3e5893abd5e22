"""Wait for a state, as the tests do, but without keeping a processor from what is being waited for."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 180.0
POLL_SECONDS = 0.5


def wait_until(holds: Callable[[], object], name: str) -> None:
    """Raises AssertionError if it doesn't hold after all this time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"no {name} after {PATIENCE_SECONDS:.0f} s"
        time.sleep(POLL_SECONDS)
