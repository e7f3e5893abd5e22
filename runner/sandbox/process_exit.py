"""The exit of a cell's process, and what it means for the learner."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Literal

from runner.protocol import Limits, Verdict

from .errors import LearnerError
from .stacks import Position

_CRASHES = {
    signal.SIGSEGV: "a segmentation fault",
    signal.SIGBUS: "a bus error",
    signal.SIGFPE: "a division fault",
    signal.SIGILL: "an illegal instruction",
    signal.SIGABRT: "an abort in a library",
    signal.SIGSYS: "a forbidden system call",
}


@dataclass(frozen=True, slots=True)
class ProcessExit:
    """The exit of a process.

    Attributes:
        status: its exit status, or the signal that ended it as a negative number; None where we ended it.
        cpu_s: CPU seconds that it used before it ended by itself, its start included.
        cause: ``memory`` where it was killed for that, and ``lost`` where the sandbox failed.
    """

    status: int | None = None
    cpu_s: float = 0.0
    cause: Literal["", "memory", "lost"] = ""


def timeout_error(limit: str, position: Position | None) -> LearnerError:
    """Return the error for a learner whose time is up. ``limit``: how much it was, in words."""
    if position is None:
        return LearnerError(Verdict.TIMEOUT, f"Stopped after {limit}, the time limit.")
    line, function = position
    within = f", in {function}," if function else ""
    return LearnerError(Verdict.TIMEOUT, f"Still on line {line}{within} after {limit}, the time limit.", line)


def exit_error(
    process_exit: ProcessExit, limits: Limits, position: Position | None = None, *, is_late: bool = False
) -> LearnerError:
    """Return the error for a learner whose process ended before it returned a value.

    Args:
        position: where in their file it was, as far as it said so.
        is_late: it had computed for longer than the limit. Writing its stack then crashes about one in a thousand.
    """
    number = -(process_exit.status or 0)
    if process_exit.cause == "memory":
        return LearnerError(
            Verdict.MEMORY, f"Stopped for using more than {limits.memory_mib} MiB of memory, the limit."
        )
    is_crash = number in _CRASHES
    # The kernel sends the first at the limit, the second 1 s later.
    if number in (signal.SIGXCPU, signal.SIGKILL) or (is_crash and is_late):
        return timeout_error(f"{limits.cpu_s:g} s of computing", position)
    if number == signal.SIGXFSZ:
        return LearnerError(Verdict.ERROR, f"It wrote a file of more than {limits.disk_mib} MiB, the limit.")
    if is_crash:
        kind = _CRASHES[signal.Signals(number)]
        return LearnerError(Verdict.ERROR, f"The Python process ended with {kind}.")
    return LearnerError(Verdict.ERROR, "The code ended the program before it returned a value.")
