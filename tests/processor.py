"""Bounds on processor time that hold on a slow or busy host too: by comparison with other work of the same process.

A core that is shared, or slower than ours, takes longer for the same work. So when a bound is exceeded, the time is
compared again in units of a fixed piece of work, done at that moment.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_OURS_S = 0.03  # what the fixed work takes on a quiet machine like those for which the bounds are promised


def slowness() -> float:
    """How many times longer than on such a machine Python takes now, at least 1."""
    begun = time.process_time()
    sum(number * number for number in range(1_000_000))
    return max(1.0, (time.process_time() - begun) / _OURS_S)


@contextmanager
def processor_bound(seconds: float, what: object = "") -> Iterator[None]:
    """Fail when the block takes more processor time of this process than so many seconds of a quiet machine.

    The collector waits meanwhile: one pass over what all the tests before have left costs more than most blocks.
    """
    gc.disable()
    begun = time.process_time()
    try:
        yield
        spent = time.process_time() - begun
    finally:
        gc.enable()
    assert spent < seconds or spent / slowness() < seconds, f"{spent:.2f} s of processor time {what}"


def grows_linearly(work: Callable[[int], object], size: int) -> bool:
    """Whether ``work(size)`` takes about 16 times as long as for a sixteenth. A quadratic time is 256 times as long.

    A millisecond counts as nothing, since a clock can't compare less.
    """
    small = min(_processor_seconds(work, size // 16) for _ in range(3))
    return any(_processor_seconds(work, size) < 64 * max(small, 0.001) for _ in range(3))


def _processor_seconds(work: Callable[[int], object], size: int) -> float:
    begun = time.process_time()
    work(size)
    return time.process_time() - begun
