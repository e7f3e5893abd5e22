"""Bounds on processor time that hold on a slow or busy host too.

A core that is shared, or slower than ours, takes longer for the same work. So when a bound is exceeded, the time is
compared again in units of a fixed piece of work, done at that moment.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

_OURS_S = 0.03  # what the fixed work takes on a quiet machine like those for which the bounds are promised


def slowness() -> float:
    """How many times longer than on such a machine Python takes now, at least 1."""
    begun = time.process_time()
    sum(number * number for number in range(1_000_000))
    return max(1.0, (time.process_time() - begun) / _OURS_S)


@contextmanager
def processor_bound(seconds: float, what: object = "") -> Iterator[None]:
    """Fail when the block takes more processor time of this process than so many seconds of a quiet machine."""
    begun = time.process_time()
    yield
    spent = time.process_time() - begun
    assert spent < seconds or spent / slowness() < seconds, f"{spent:.2f} s of processor time {what}"
