"""Find leftovers of an attack in the kernel's accounts before and after it. Nothing here knows about cells."""

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
_SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/run")  # noqa: S108 - looked at, never written to
_SETTLE_SECONDS = 5.0
_CALM_SECONDS = 0.5
_MAX_MORE_RESIDENT_MIB = 64.0
_MAX_MORE_AT_PEAK_MIB = 160.0
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSnapshot:
    """Our processes, files and other objects on the host at one moment."""

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

    def at_least(self, baseline: HostSnapshot) -> HostSnapshot:
        """Raise the counts to those of the baseline: processes, descriptors and threads that are missing come back."""
        processes, descriptors, threads = map(max, self.counts, baseline.counts)
        return replace(self, processes=processes, descriptors=descriptors, threads=threads)


def adopt_orphans() -> None:
    """Become the parent of whatever a cell's process leaves behind, instead of init, so that it is seen."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def snapshot() -> HostSnapshot:
    return HostSnapshot(
        processes=len(_descendants()),
        descriptors=len(os.listdir("/proc/self/fd")),
        threads=len(os.listdir("/proc/self/task")),
        mounts=frozenset(Path("/proc/self/mountinfo").read_text().splitlines()),
        cgroups=frozenset(_empty_cgroups()),
        files=frozenset(_files()),
        ipc=frozenset(_ipc()),
        resident_mib=_memory_mib("VmRSS"),
    )


def settled_snapshot() -> HostSnapshot:
    """Call :func:`snapshot` once nothing has changed for a moment: a daemon may be making cells."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    calm_since, latest = time.monotonic(), snapshot()
    while time.monotonic() - calm_since < _CALM_SECONDS and time.monotonic() < deadline:
        time.sleep(0.05)
        now = snapshot()
        if now.counts != latest.counts:
            calm_since = time.monotonic()
        latest = now
    return latest


def reset_peak_memory() -> None:
    """Let the kernel measure this process's peak memory from now on."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def leftovers(before: HostSnapshot, patience_s: float = _SETTLE_SECONDS) -> list[str]:
    """Wait for processes and mounts to go, and return what is there now and was not before, as sentences."""
    deadline = time.monotonic() + patience_s
    while (remains := _compare(before, snapshot())) and time.monotonic() < deadline:
        time.sleep(0.05)
    return remains


def _compare(before: HostSnapshot, after: HostSnapshot) -> list[str]:
    remains = [
        f"{count} {noun} left"
        for noun, count in (
            ("processes", after.processes - before.processes),
            ("descriptors", after.descriptors - before.descriptors),
            ("threads", after.threads - before.threads),
        )
        if count > 0
    ]
    for noun, more in (
        ("mount", after.mounts - before.mounts),
        ("cgroup", after.cgroups - before.cgroups),
        ("file", after.files - before.files),
        ("ipc object", after.ipc - before.ipc),
    ):
        remains += [f"{noun} left: {leftover}" for leftover in sorted(more)[:3]]
    if (more_mib := after.resident_mib - before.resident_mib) > _MAX_MORE_RESIDENT_MIB:
        remains.append(f"the judge holds {more_mib:.0f} MiB more")
    if (peak_mib := _memory_mib("VmHWM") - before.resident_mib) > _MAX_MORE_AT_PEAK_MIB:
        remains.append(f"the judge took {peak_mib:.0f} MiB on the way")
    return remains


def _descendants() -> set[int]:
    """Processes under this one, of whatever namespace, the zombies among them: they keep their ids."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
    descendants, children = set[int](), {os.getpid()}
    while children := {pid for pid, parent in parents.items() if parent in children} - descendants:
        descendants |= children
    return descendants


def _empty_cgroups() -> Iterator[str]:
    """Control groups of cells of ours that hold no process: a living cell is in its own, a dead one has left it.

    They lie under a group that carries its maker's process id, so another runner's are not taken for ours.
    """
    own_groups = {f"descent-{pid}" for pid in _descendants() | {os.getpid()}}
    for path in map(Path, glob.glob("/sys/fs/cgroup/**/descent-*/*/", recursive=True)):  # groups come and go meanwhile
        with contextlib.suppress(OSError):
            if path.parent.name in own_groups and not (path / "cgroup.procs").read_text():
                yield str(path)


def _files() -> list[str]:
    """Our temporary files, and whatever a cell's id owns where anyone may write."""
    own = Path(tempfile.gettempdir())
    files = [str(path) for path in own.iterdir()] if str(own) not in _SHARED_FOLDERS else []
    for folder in _SHARED_FOLDERS:
        with contextlib.suppress(OSError):
            for entry in os.scandir(folder):
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid in SANDBOX_IDS:
                        files.append(entry.path)
    return files


def _ipc() -> list[str]:
    """System V objects of a cell's id in our own namespace."""
    objects = []
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            lines = [line.split() for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]]
            objects += [f"{kind} {line[1]}" for line in lines if any(_is_sandbox_id(word) for word in line)]
    return objects


def _is_sandbox_id(word: str) -> bool:
    return word.isdigit() and int(word) in SANDBOX_IDS


def _memory_mib(name: str) -> float:
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith(f"{name}:")).split()[1]) / 1024
