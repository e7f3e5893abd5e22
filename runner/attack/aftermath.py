"""What an attack leaves behind, as the kernel tells it: before and after compared; it knows nothing of cells."""

from __future__ import annotations

import contextlib
import ctypes
import glob
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

SANDBOX_IDS = range(65_000, 65_534)  # what a cell becomes when we are root; no account has these
_SHARED_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run")  # noqa: S108 - looked at, never written to
_SETTLE_S = 5.0
_CALM_S = 0.5
_MORE_RESIDENT_MIB = 64.0
_MORE_AT_PEAK_MIB = 160.0
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Traces:
    """What of ours the host shows at one moment."""

    processes: int
    descriptors: int
    threads: int
    mounts: frozenset[str]
    cgroups: frozenset[str]
    files: frozenset[str]
    ipc: frozenset[str]
    resident_mib: float

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.processes, self.descriptors, self.threads

    def at_least(self, usual: Traces) -> Traces:
        """With no fewer processes, descriptors and threads than usual, for what is missing will be made again."""
        processes, descriptors, threads = map(max, self.counts, usual.counts)
        return replace(self, processes=processes, descriptors=descriptors, threads=threads)


def adopt_orphans() -> None:
    """From now on, whatever a cell's process leaves behind becomes our child instead of init's, and so is seen."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def look() -> Traces:
    return Traces(
        processes=len(_descendants()),
        descriptors=len(os.listdir("/proc/self/fd")),
        threads=len(os.listdir("/proc/self/task")),
        mounts=frozenset(Path("/proc/self/mountinfo").read_text().splitlines()),
        cgroups=frozenset(_empty_cgroups()),
        files=frozenset(_files()),
        ipc=frozenset(_ipc()),
        resident_mib=_memory_mib("VmRSS"),
    )


def look_when_calm() -> Traces:
    """As :func:`look`, once nothing has come or gone for a moment: cells may be made ahead of their use."""
    deadline = time.monotonic() + _SETTLE_S
    calm_since, seen = time.monotonic(), look()
    while time.monotonic() - calm_since < _CALM_S and time.monotonic() < deadline:
        time.sleep(0.05)
        now = look()
        if now.counts != seen.counts:
            calm_since = time.monotonic()
        seen = now
    return seen


def forget_peak() -> None:
    """Let the kernel measure this process's peak memory anew."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def left_since(before: Traces, patience_s: float = _SETTLE_S) -> list[str]:
    """What is there now and was not before, in words, once killing and unmounting have had their time."""
    deadline = time.monotonic() + patience_s
    while (left := _compare(before, look())) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _compare(before: Traces, after: Traces) -> list[str]:
    left = [
        f"{count} {what} left"
        for what, count in (
            ("processes", after.processes - before.processes),
            ("descriptors", after.descriptors - before.descriptors),
            ("threads", after.threads - before.threads),
        )
        if count > 0
    ]
    for what, more in (
        ("mount", after.mounts - before.mounts),
        ("cgroup", after.cgroups - before.cgroups),
        ("file", after.files - before.files),
        ("ipc object", after.ipc - before.ipc),
    ):
        left += [f"{what} left: {one}" for one in sorted(more)[:3]]
    if (more_mib := after.resident_mib - before.resident_mib) > _MORE_RESIDENT_MIB:
        left.append(f"the judge holds {more_mib:.0f} MiB more")
    if (peak_mib := _memory_mib("VmHWM") - before.resident_mib) > _MORE_AT_PEAK_MIB:
        left.append(f"the judge took {peak_mib:.0f} MiB on the way")
    return left


def _descendants() -> set[int]:
    """Processes under this one, of whatever namespace, the unburied dead among them: they keep their ids."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
    found, more = set[int](), {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in more} - found:
        found |= more
    return found


def _empty_cgroups() -> Iterator[str]:
    """Control groups of cells of ours that hold no process: a living cell is in its own, a dead one has left it.

    They lie under a group that carries its maker's process id, so another runner's are not taken for ours.
    """
    ours = {f"descent-{pid}" for pid in _descendants() | {os.getpid()}}
    for path in map(Path, glob.glob("/sys/fs/cgroup/**/descent-*/*/", recursive=True)):  # groups come and go meanwhile
        with contextlib.suppress(OSError):
            if path.parent.name in ours and not (path / "cgroup.procs").read_text():
                yield str(path)


def _files() -> list[str]:
    """Our temporary files, and whatever a cell's id owns where anyone may write."""
    own = Path(tempfile.gettempdir())
    found = [str(path) for path in own.iterdir()] if str(own) not in _SHARED_PLACES else []
    for place in _SHARED_PLACES:
        with contextlib.suppress(OSError):
            for entry in os.scandir(place):
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid in SANDBOX_IDS:
                        found.append(entry.path)
    return found


def _ipc() -> list[str]:
    """System V objects of a cell's id in our own namespace."""
    found = []
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            lines = [line.split() for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]]
            found += [f"{kind} {line[1]}" for line in lines if any(_is_sandbox_id(word) for word in line)]
    return found


def _is_sandbox_id(word: str) -> bool:
    return word.isdigit() and int(word) in SANDBOX_IDS


def _memory_mib(name: str) -> float:
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith(f"{name}:")).split()[1]) / 1024
