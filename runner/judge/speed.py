"""A limit on speed that no slow or busy host can break: how the time grows, beside how it grows for our own loops."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from runner.judge.checking import fail
from runner.judge.proxy import Learner

ROUNDS = 5  # of which the quickest counts: whatever else a host does only adds to a time
TOLERANCE = 0.5  # of the exponent: caches and memory add up to about a quarter of it, one more loop adds 1
_CLOCK_S = 1e-6


def scales_like(
    learner: Learner,
    call: Callable[[int], object],
    reference: Callable[[int], object],
    sizes: tuple[int, int],
    *,
    size: str = "n",
) -> None:
    """The learner's computing time grows with the size no faster than the reference's does.

    Time is taken as t = c * n^k from two sizes, and the exponent k of the learner's may lie above the reference's by
    at most ``TOLERANCE``. Only k is compared, so code that is slower by a constant holds, as does code that is
    quicker. What counts is the processor time of the cell, read by the kernel's clock: waiting for a busy host costs
    nothing, and the learner's code cannot set it. The reference runs in this thread, and by this thread's clock: while
    a process has a limit on its computing (ours has, when mistakes are recognised) and for a while after, Linux moves
    the clock of the whole process only at a tick of its timer, so that what takes 2 ms is read as 0 or as 4.

    Args:
        call: calls the learner's function with an input of this size, the same input at each call.
        reference: does the same by plain code that is as slow as a right solution may be. Give it the work alone:
            make the inputs outside.
        sizes: a small and a large one, a factor of 6 or more apart. A call costs about 0.2 ms whatever it does: choose
            them so that the slow mistake takes a millisecond or more for the small one, and stays within a tenth of a
            second for the large one.
        size: what the size counts: "the number of tokens".
    """
    ours, theirs = _Stopwatch(), _Stopwatch()
    for _ in range(ROUNDS):
        for n in sizes:
            ours.time(n, reference, time.thread_time)
            theirs.time(n, call, learner.cpu_s)
    allowed, grown = ours.exponent(*sizes), theirs.exponent(*sizes)
    if grown > allowed + TOLERANCE:
        small, large = sizes
        times = [f"{theirs.quickest[n] * 1000:.3g} ms at {n}" for n in sizes]
        fail(
            f"Your function slows down too fast as {size} grows: {large // small} times the size takes "
            f"{theirs.quickest[large] / theirs.quickest[small]:.0f} times as long, where plain code that does the work "
            f"once takes {ours.quickest[large] / ours.quickest[small]:.0f} times as long. Something is done again and "
            "again that could be kept.",
            yours=f"{', '.join(times)}: about {size}^{grown:.1f}",
            expected=f"about {size}^{allowed:.1f}",
        )


class _Stopwatch:
    """The quickest time at each size, in seconds."""

    def __init__(self) -> None:
        self.quickest: dict[int, float] = {}

    def time(self, n: int, work: Callable[[int], object], clock: Callable[[], float]) -> None:
        started = clock()
        work(n)
        self.quickest[n] = min(self.quickest.get(n, math.inf), max(_CLOCK_S, clock() - started))

    def exponent(self, small: int, large: int) -> float:
        return math.log(self.quickest[large] / self.quickest[small]) / math.log(large / small)
