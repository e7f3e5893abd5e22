"""A cell as the host's kernel shows it: found by a name that its code gives itself, whoever made the cell and how."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from runner.sandbox.cell import Cell

NAMESPACES = ("mnt", "pid", "net", "ipc", "uts", "cgroup")


def named(source: str = "") -> tuple[str, str]:
    """A learner's source that names its process, and the name."""
    name = f"cell-{secrets.token_hex(4)}"
    return f"{source}\nimport ctypes\nctypes.CDLL(None).prctl(15, {name.encode()!r}, 0, 0, 0)\n", name


def load_and_find(cell: Cell, source: str = "") -> int:
    """Load the source and return the host's pid of the process that runs it.

    Raises:
        LookupError: no process of that name, or more than one.
    """
    text, name = named(source)
    cell.load(text)
    found = [pid for pid in pids() if _read(pid, "comm").strip() == name]
    if len(found) != 1:
        raise LookupError(f"{len(found)} processes are called {name}")
    return found[0]


def pids() -> list[int]:
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]


def status(pid: int) -> dict[str, str]:
    """/proc/PID/status by name."""
    lines = (line.partition(":") for line in _read(pid, "status").splitlines())
    return {name: value.strip() for name, _, value in lines}


def runs(pid: int) -> bool:
    """Whether it is there and not a zombie, which is what the kernel keeps for the next parent to bury."""
    return _read(pid, "stat").rpartition(")")[2].split()[:1] not in ([], ["Z"])


def ends(pid: int, seconds: float = 5) -> bool:
    """Wait for its end, for so long at most, and say whether it came."""
    deadline = time.monotonic() + seconds
    while runs(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not runs(pid)


def namespace(pid: int | str, kind: str) -> str:
    """The kernel's name of a process's namespace; empty where it is gone."""
    try:
        return os.readlink(f"/proc/{pid}/ns/{kind}")
    except OSError:
        return ""


def neighbours(pid: int) -> list[int]:
    """Every process of the same pid namespace, itself among them."""
    own = namespace(pid, "pid")
    return [other for other in pids() if namespace(other, "pid") == own]


def limits(pid: int) -> dict[str, str]:
    """The hard resource limits of a process by name, as /proc/PID/limits has them."""
    lines = _read(pid, "limits").splitlines()[1:]
    return {line[:26].strip(): line[26:].split()[1] for line in lines}


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
