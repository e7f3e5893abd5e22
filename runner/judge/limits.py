"""Limits on the computing time and memory that the judge spends on a learner's values.

The cell's limits bound the learner's code. These bound what the judge does with what comes back: a value of 16 MiB can
ask a check for hours or for terabytes. Time is this process's own computing, so neither a busy host nor waiting for
the cell counts.
"""

from __future__ import annotations

import math
import os
import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Self

CHECK_SECONDS = 3.0  # of one check: 50 times what the slowest of the catalogue takes for a correct solution
JOB_SECONDS = 10.0  # of all checks of a job, with the search for classic mistakes
MEMORY_BYTES = 2**30  # beyond what the process had when the job began
_CHECK_INTERVAL_SECONDS = 0.1
_AGAIN_SECONDS = 1.0
_REFRESH_SECONDS = 60.0
_IMPORT_FILE = "<frozen importlib._bootstrap>"  # of Python's own frames under every import


class JudgeTimeoutError(BaseException):
    """The judge's work on a value takes too long. No ``except Exception`` of a check catches it."""


@dataclass(slots=True)
class _Limit:
    deadline: float  # on the thread's clock
    error: type[BaseException]


_limits: list[_Limit] = []  # of the main thread, outermost first
_is_watching = False
_checked_at = 0.0  # on the thread's clock


@contextmanager
def time_limit(seconds: float, error: type[BaseException] = TimeoutError) -> Iterator[None]:
    """Raise ``error`` inside the block after so many seconds of computing.

    It may be late by a tenth of a second. A call into C is interrupted when it returns. An import is not interrupted,
    and doesn't count. Off the main thread, where no signal arrives, there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with watching_limits():
        _limits.append(_Limit(time.thread_time() + seconds, error))
        try:
            yield
        finally:
            _limits.pop()


@contextmanager
def watching_limits() -> Iterator[None]:
    """Look at the limits ten times a second of computing: one timer for all, so a limit costs a reading of a clock."""
    global _is_watching, _checked_at
    if _is_watching or threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGPROF, _check_limits)
    _is_watching, _checked_at = True, time.thread_time()
    try:
        with _timer():
            yield
    finally:
        _is_watching = False
        signal.signal(signal.SIGPROF, former)
        _limits.clear()


@contextmanager
def _timer() -> Iterator[None]:
    """Send this thread SIGPROF at each interval. A judge in a cell may set no timer, so there a thread sends it."""
    try:
        signal.setitimer(signal.ITIMER_PROF, _CHECK_INTERVAL_SECONDS, _CHECK_INTERVAL_SECONDS)
    except OSError:
        is_over = threading.Event()
        thread = threading.Thread(target=_send_signals, args=(threading.get_ident(), is_over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()
        return
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _send_signals(thread: int, is_over: threading.Event) -> None:
    while not is_over.wait(_CHECK_INTERVAL_SECONDS):
        signal.pthread_kill(thread, signal.SIGPROF)


def _check_limits(signum: int, frame: FrameType | None) -> None:
    global _checked_at
    now = time.thread_time()
    since_last, _checked_at = now - _checked_at, now
    if _is_importing(frame):
        for limit in _limits:
            limit.deadline += since_last
        return
    for limit in _limits:
        if now > limit.deadline:
            limit.deadline = now + _AGAIN_SECONDS  # a destructor may swallow the first, and the block needs time to end
            raise limit.error("it took too much computing")


def _is_importing(frame: FrameType | None) -> bool:
    """A module of which half was run stays broken: nobody could use torch in this process any more."""
    while frame is not None:
        if frame.f_code.co_filename == _IMPORT_FILE:
            return True
        frame = frame.f_back
    return False


_data: tuple[float, int] = (-math.inf, 0)  # when it was looked up, and what it was


def can_limit_memory() -> bool:
    """False for a judge in a cell, which has no /proc and may set no limit: there the cell's own one counts."""
    return os.path.exists("/proc/self/statm")


def data_in_use() -> int:
    """Bytes of this process that RLIMIT_DATA counts, looked up once a minute."""
    global _data
    now = time.monotonic()
    if now - _data[0] > _REFRESH_SECONDS:
        with open("/proc/self/statm", "rb") as file:
            _data = now, int(file.read().split()[5]) * resource.getpagesize()
    return _data[1]


@contextmanager
def more_memory() -> Iterator[None]:
    """Room for work of our own after a learner's values have filled what there was."""
    if not can_limit_memory():
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if soft == resource.RLIM_INFINITY:
        yield
        return
    more = soft + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (more if hard == resource.RLIM_INFINITY else min(more, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


class Budget:
    """The time and memory that one job may cost the judge. ::

        with budget:
            with budget.spend():
                ...

    The limit on memory is the soft one and ends with the outer block: a cell that is made outside does not inherit it.
    """

    def __init__(self, seconds: float = JOB_SECONDS) -> None:
        self.seconds = seconds  # left
        self._memory = data_in_use() + MEMORY_BYTES if can_limit_memory() else None
        self._limits = ExitStack()

    def __enter__(self) -> Self:
        if self._memory is not None:
            soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
            if not 0 <= soft <= self._memory:
                resource.setrlimit(resource.RLIMIT_DATA, (self._memory, hard))
                self._limits.callback(resource.setrlimit, resource.RLIMIT_DATA, (soft, hard))
        self._limits.enter_context(watching_limits())
        return self

    def __exit__(self, *_: object) -> None:
        self._limits.close()

    def spend(self, seconds: float = CHECK_SECONDS) -> _Spending:
        """Bound a block. Raises JudgeTimeoutError or MemoryError inside it."""
        return _Spending(self, min(seconds, self.seconds))


class _Spending:
    """:func:`time_limit` within a budget, and as cheap as can be: every check of every verdict goes through it."""

    __slots__ = ("_budget", "_limit", "_seconds", "_started_at")

    def __init__(self, budget: Budget, seconds: float) -> None:
        self._budget = budget
        self._seconds = seconds

    def __enter__(self) -> None:
        self._started_at = time.thread_time()
        self._limit = _Limit(self._started_at + self._seconds, JudgeTimeoutError)
        if threading.current_thread() is threading.main_thread():
            _limits.append(self._limit)

    def __exit__(self, *_: object) -> None:
        if _limits and _limits[-1] is self._limit:
            _limits.pop()
        self._budget.seconds -= time.thread_time() - self._started_at
