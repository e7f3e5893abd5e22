"""Ask the kernel about processes: whether they have ended, how, and how long they computed."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import time
from pathlib import Path

_LOOK_SECONDS = 50e-6
_MAX_SECONDS_AWAKE = 0.1  # after its answer, on a host that may run others first


def has_ended(process: subprocess.Popen[bytes], seconds: float = 0.0) -> bool:
    """Whether a child has ended, now or within this time. It stays a zombie until it is reaped."""
    if process.returncode is not None:
        return True
    handle = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(handle)


def reap(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Wait for a child; its status, and the CPU seconds of it and of all that it reaped, which Popen doesn't tell."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime


def has_memory(pid: int | None) -> bool:
    """Whether a process still has memory. One that is ending gives it up before it closes its pipes."""
    with contextlib.suppress(OSError):
        return pid is not None and not Path(f"/proc/{pid}/statm").read_text().startswith("0 ")
    return False


def memory_mib(pid: int, field: str) -> float:
    """A field of a process's status file: VmRSS, or VmHWM, its highest value.

    Raises OSError: there is no such process. Raises ValueError: it has no memory any more.
    """
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    sizes = [line.split()[1] for line in lines if line.startswith(f"{field}:")]
    if not sizes:
        raise ValueError(f"process {pid} has no {field}")
    return int(sizes[0]) / 1024  # from KiB


def children(pid: int) -> list[int]:
    """The pids of a process's children. Raises OSError: there is no such process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_seconds(pid: int) -> float:
    """CPU seconds of a process with all its threads, to the nanosecond. Raises OSError: there is no such process.

    Of a thread that is running, Linux counts only what came before its last tick. The id of another process's clock is
    computed as clock_getcpuclockid(3) does.
    """
    return time.clock_gettime(~pid << 3 | 2)


def await_sleep(pid: int) -> None:
    """Give the first thread of a process a moment to fall asleep. Raises OSError: there is no such process."""
    give_up_at = time.monotonic() + _MAX_SECONDS_AWAKE
    while not _sleeps(pid) and time.monotonic() < give_up_at:
        time.sleep(_LOOK_SECONDS)


def _sleeps(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2].startswith(b"S")
