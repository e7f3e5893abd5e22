"""A speed limit that does not depend on the host: how the time grows with the size, compared to our own loops."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn, TypeVar

from runner.judge.assertions import close
from runner.judge.check_decorator import fail
from runner.judge.proxy import Learner

ROUNDS = 5  # of which the second quickest counts, see `_Stopwatch`
FEWEST_ROUNDS = 2  # after which code is accepted that is within its bounds even by the times that speak against it
TOLERANCE = 0.5  # of the exponent: caches and memory add up to about a quarter of it, one more loop adds 1
_MIN_SECONDS = 1e-6

Input = TypeVar("Input")
Value = TypeVar("Value")


def scales_like(
    learner: Learner,
    call: Callable[[Input], object],
    reference: Callable[[Input], Any],
    sizes: tuple[int, int],
    *,
    draw: Callable[[int], Input],
    most: float = math.inf,
    exponent: float | None = None,
    size: str = "n",
    name: str = "your result",
) -> None:
    """The learner's results are the reference's, and computing them takes time that grows no faster than ours.

    Each call gets a new input and its value is compared, so code that returns nothing for a large input fails, and
    remembering earlier results gains nothing. Time is taken as t = c * n^k from two sizes; the learner's exponent k may
    exceed the reference's by at most ``TOLERANCE``, so slower code passes if it grows no faster. For the large size it
    may take ``most`` times as long: code that idles on a small input hides how it grows.

    Args:
        call: calls the learner's function with an input.
        reference: the expected value for an input, by plain code that is as slow as a correct solution may be.
        sizes: a small and a large one, a factor of 6 or more apart. The slow mistake should take over 1 ms for the
            small one, since any call costs about 0.2 ms, and stay within a tenth of a second for the large one.
        draw: makes an input of a size, from the check's ``rng``: another one at each call.
        most: how many times as long as the reference the learner may take. Encoding a long list of results counts.
        exponent: the reference's, where it is known. The measured one varies by up to 0.4 on a busy host.
        size: what the size counts: "the number of tokens".
        name: how to speak of a value that is wrong.
    """
    reference_watch, learner_watch = _Stopwatch(), _Stopwatch()
    for played in range(1, ROUNDS + 1):
        for n in sizes:
            value_in = draw(n)
            expected = reference_watch.time(n, partial(reference, value_in), time.thread_time)
            value = learner_watch.time(n, partial(call, value_in), learner.cpu_s)
            close(value, expected, name=name)
        if played >= FEWEST_ROUNDS and _is_clearly_within(reference_watch, learner_watch, sizes, most):
            return
    _compare(reference_watch, learner_watch, sizes, most, exponent, size)


def _is_clearly_within(
    reference_watch: _Stopwatch, learner_watch: _Stopwatch, sizes: tuple[int, int], most: float
) -> bool:
    """Whether the code grows no faster than ours, without ``TOLERANCE`` and by the least favorable times.

    One more loop passes for none only if every call of the small size took ``sizes[1] / sizes[0]`` times too long.
    """
    small, large = sizes
    grows_less = learner_watch.most_growth(small, large) <= reference_watch.least_growth(small, large)
    return grows_less and learner_watch.slowest(large) <= most * reference_watch.quickest(large)


def _compare(
    reference_watch: _Stopwatch,
    learner_watch: _Stopwatch,
    sizes: tuple[int, int],
    most: float,
    exponent: float | None,
    size: str,
) -> None:
    if exponent is None:
        exponent = reference_watch.exponent(*sizes)
    if learner_watch.exponent(*sizes) > exponent + TOLERANCE:
        _fail_growth(learner_watch, sizes, exponent, size)
    if learner_watch.seconds(sizes[1]) > most * reference_watch.seconds(sizes[1]):
        _fail_time(reference_watch, learner_watch, sizes[1], most, size)


def _fail_growth(learner_watch: _Stopwatch, sizes: tuple[int, int], exponent: float, size: str) -> NoReturn:
    small, large = sizes
    times = [f"{learner_watch.seconds(n) * 1000:.3g} ms at {n}" for n in sizes]
    fail(
        f"Your function slows down too fast as {size} grows: {large // small} times the size takes "
        f"{learner_watch.growth(small, large):.0f} times as long, where plain code that does the work "
        f"once takes {(large / small) ** exponent:.0f} times as long. Your code repeats work that it "
        "could do once.",
        yours=f"{', '.join(times)}: about {size}^{learner_watch.exponent(*sizes):.1f}",
        expected=f"about {size}^{exponent:.1f}",
    )


def _fail_time(reference_watch: _Stopwatch, learner_watch: _Stopwatch, large: int, most: float, size: str) -> NoReturn:
    yours_s, ours_s = learner_watch.seconds(large), reference_watch.seconds(large)
    fail(
        f"Your function takes {yours_s / ours_s:.0f} times as long as plain code that does the work once, where {size} "
        f"is {large}.",
        yours=f"{yours_s * 1000:.3g} ms",
        expected=f"at most {most * ours_s * 1000:.3g} ms",
    )


class _Stopwatch:
    """Takes the time at each size, in seconds.

    The learner's time is the processor time of the cell by the kernel's clock: a busy host adds nothing, and the code
    cannot set it. The reference runs in this thread, by this thread's clock. While a process has a CPU limit, Linux
    moves the clock of the whole process only at ticks of its timer, which is too coarse for 2 ms.

    Whatever else a host does adds to a time, so a short one is nearer the truth. The shortest can be far too short,
    though: once in many thousand calls the kernel has not yet counted what a cell did for its answer.
    """

    def __init__(self) -> None:
        self._times: dict[int, list[float]] = {}

    def time(self, n: int, work: Callable[[], Value], clock: Callable[[], float]) -> Value:
        started_at = clock()
        value = work()
        self._times.setdefault(n, []).append(max(_MIN_SECONDS, clock() - started_at))
        return value

    def seconds(self, n: int) -> float:
        _, second, *_ = sorted(self._times[n])
        return second

    def quickest(self, n: int) -> float:
        return min(self._times[n])

    def slowest(self, n: int) -> float:
        return max(self._times[n])

    def least_growth(self, small: int, large: int) -> float:
        return self.quickest(large) / self.slowest(small)

    def most_growth(self, small: int, large: int) -> float:
        return self.slowest(large) / self.quickest(small)

    def growth(self, small: int, large: int) -> float:
        """Return how many times as long the large size takes."""
        return self.seconds(large) / self.seconds(small)

    def exponent(self, small: int, large: int) -> float:
        return math.log(self.growth(small, large)) / math.log(large / small)
