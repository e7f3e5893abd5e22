"""A cell as the host's kernel shows it, found by a name that its code sets."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from runner.sandbox.cell import Cell
from tests.patience import comes_true

NAMESPACES = ("mnt", "pid", "net", "ipc", "uts", "cgroup")


def named(source: str = "") -> tuple[str, str]:
    """A learner's source that writes a name over its command line, and the name."""
    name = f"cell-{secrets.token_hex(4)}"
    words = "ctypes.c_void_p.in_dll(ctypes.CDLL(None), 'program_invocation_name')"
    return f"{source}\nimport ctypes\nctypes.memmove({words}, {name.encode()!r}, {len(name) + 1})\n", name


def load_and_find(cell: Cell, source: str = "") -> int:
    """Load the source and return the host's pid of the process that runs it.

    Raises:
        LookupError: no process of that name, or more than one.
    """
    text, name = named(source)
    cell.load(text)
    found = [pid for pid in pids() if _read(pid, "cmdline").partition("\0")[0] == name]
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
    """Whether the process exists and is not a zombie."""
    return _read(pid, "stat").rpartition(")")[2].split()[:1] not in ([], ["Z"])


def ends(pid: int) -> bool:
    """Wait for the process to end. Return whether it did."""
    return comes_true(lambda: not runs(pid))


def namespace(pid: int | str, kind: str) -> str:
    """The kernel's name of a process's namespace, or empty if the process is gone."""
    try:
        return os.readlink(f"/proc/{pid}/ns/{kind}")
    except OSError:
        return ""


def neighbours(pid: int) -> list[int]:
    """Every process of the same pid namespace, including itself."""
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
