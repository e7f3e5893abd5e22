"""The second limit on a cell's memory, behind its own RLIMIT_DATA.

RLIMIT_DATA, set by the cell itself, is the limit that a learner meets. This one counts everything that the kernel
charges to the cell. It is the best of three that the host allows:

* ``cgroup v2`` or ``cgroup v1``: the kernel counts and kills, at the page;
* ``daemon``: the daemon adds up the cell's private pages twenty times a second, and kills. Weaker, because a cell
  can take more between two counts; RLIMIT_DATA still holds.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

FIX = (
    "let the runner have a control group: systemd's Delegate=yes with DelegateSubgroup=runner (docs/security.md, Hosts)"
)
_MIB = 2**20
_SLACK_MIB = 96  # beyond the learner's own: the interpreter's pages that it wrote to, /tmp, page tables
_DYING_SECONDS = 2.0
_MIN_AVAILABLE_SHARE = 0.05  # of the host's memory
_PAGE = os.sysconf("SC_PAGE_SIZE")


class MemoryCounter:
    """Counts a cell's private memory. The control groups do this and more."""

    name = "daemon"

    def __init__(self) -> None:
        self._max_bytes: dict[int, int] = {}

    def admit(self, number: int) -> list[int]:
        """Prepare for a new cell: descriptors that it writes ``0`` to, to be counted from its start. Raises OSError."""
        return []

    def limit(self, number: int, pid: int, mib: int) -> None:
        """Let the cell take this much more than it has, and no more. Raises OSError: it can't be limited."""
        self._max_bytes[number] = _private(pid) + (mib + _SLACK_MIB) * _MIB

    def is_exceeded(self, number: int, pid: int) -> bool:
        return _private(pid) > self._max_bytes.get(number, 2**62)

    def was_killed(self, number: int) -> bool:
        """Whether the kernel killed it for its memory."""
        return False

    def release(self, number: int) -> None:
        """The cell has ended."""
        self._max_bytes.pop(number, None)

    def sweep(self) -> None:
        """Remove the groups of cells that have ended. Call it from time to time."""

    def close(self) -> None:
        """Remove everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CgroupVersion:
    """The names of a version's files. ``swap`` exists where the kernel counts swap.

    A thread that joins ``tasks`` by itself takes no lock that would stop every fork on the host. Version 2 has no such
    lock.
    """

    name: str
    join: str
    limit: str
    events: str
    swap: str


_V2 = CgroupVersion(
    name="cgroup v2", join="cgroup.procs", limit="memory.max", events="memory.events", swap="memory.swap.max"
)
_V1 = CgroupVersion(
    name="cgroup v1", join="tasks", limit="memory.limit_in_bytes", events="memory.oom_control",
    swap="memory.memsw.limit_in_bytes",
)  # fmt: skip


class ControlGroups(MemoryCounter):
    """A group for each cell, under our own group ``base``."""

    def __init__(self, version: CgroupVersion, base: Path) -> None:
        super().__init__()
        self.name = version.name
        self._version = version
        self._base = base
        self._leftovers: set[Path] = set()  # groups of cells whose processes were still dying

    def admit(self, number: int) -> list[int]:
        self._group(number).mkdir()
        return [os.open(self._group(number) / self._version.join, os.O_WRONLY)]

    def limit(self, number: int, pid: int, mib: int) -> None:
        super().limit(number, pid, mib)
        group, limit = self._group(number), (mib + _SLACK_MIB) * _MIB
        (group / self._version.limit).write_text(str(limit))
        with contextlib.suppress(FileNotFoundError):
            (group / self._version.swap).write_text("0" if self._version is _V2 else str(limit))

    def was_killed(self, number: int) -> bool:
        with contextlib.suppress(OSError):
            lines = (self._group(number) / self._version.events).read_text().splitlines()
            return any(line.startswith("oom_kill ") and line != "oom_kill 0" for line in lines)
        return False

    def release(self, number: int) -> None:
        super().release(number)
        self._leftovers.add(self._group(number))
        self.sweep()

    def sweep(self) -> None:
        for group in list(self._leftovers):
            with contextlib.suppress(OSError):
                group.rmdir()
            if not group.exists():
                self._leftovers.discard(group)

    def close(self) -> None:
        deadline = time.monotonic() + _DYING_SECONDS
        while _sweep(self._base) and time.monotonic() < deadline:
            time.sleep(0.01)

    def _group(self, number: int) -> Path:
        return self._base / f"cell-{number}"


def is_host_short() -> bool:
    """Whether the host has little available memory left."""
    lines = (line.split() for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
    kib = {words[0]: int(words[1]) for words in lines}
    return kib["MemAvailable:"] < _MIN_AVAILABLE_SHARE * kib["MemTotal:"]


def _private(pid: int) -> int:
    """Bytes of a process that no file backs; 0 when it has ended."""
    try:
        resident_pages, shared_pages = Path(f"/proc/{pid}/statm").read_text().split()[1:3]
    except OSError:
        return 0
    return (int(resident_pages) - int(shared_pages)) * _PAGE


def open_level() -> MemoryCounter:
    """The best that this host allows."""
    for find, version in ((_delegated_v2, _V2), (_own_v1, _V1)):
        with contextlib.suppress(OSError, StopIteration):
            above = find()
            for stale in above.glob("descent-*"):
                if not Path("/proc", stale.name.removeprefix("descent-")).exists():
                    _sweep(stale)
            base = above / f"descent-{os.getpid()}"
            base.mkdir()
            try:
                if version is _V2:
                    (base / "cgroup.subtree_control").write_text("+memory")
                (base / "probe").mkdir()
                (base / "probe" / version.limit).write_text(str(64 * _MIB))
                (base / "probe").rmdir()
            except OSError:
                _sweep(base)
            else:
                return ControlGroups(version, base)
    return MemoryCounter()


def _delegated_v2() -> Path:
    """The group above ours, where it may be written to: version 2 lets only groups without processes have children."""
    mount = _mount_point("cgroup2", "")
    above = (mount / _membership("").lstrip("/")).parent
    if "memory" not in (above / "cgroup.controllers").read_text().split():
        raise OSError("no memory controller")
    if "memory" not in (above / "cgroup.subtree_control").read_text().split():
        (above / "cgroup.subtree_control").write_text("+memory")
    return above


def _own_v1() -> Path:
    return _mount_point("cgroup", "memory") / _membership("memory").lstrip("/")


def _mount_point(kind: str, controller: str) -> Path:
    """Raises StopIteration: nowhere."""
    mounts = (line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines())
    return Path(next(
        words[4] for words in mounts
        if words[words.index("-") + 1] == kind and (not controller or controller in words[-1].split(","))
    ))  # fmt: skip


def _membership(controller: str) -> str:
    """This process's group. Raises StopIteration: it has none."""
    lines = (line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines())
    return next(
        path for number, names, path in lines if (controller in names.split(",") if controller else number == "0")
    )


def _sweep(base: Path) -> bool:
    """Remove a group of ours and those in it whose processes are gone. Return whether some are left."""
    for group in [*base.glob("*/"), base]:
        with contextlib.suppress(OSError):
            group.rmdir()
    return base.exists()
