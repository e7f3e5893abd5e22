"""Closing the doors from inside: what a cell's process does before it reads a learner's byte.

bubblewrap has made the namespaces and the file system. :func:`close` mounts the private /tmp, sets the resource limits
that are everyone's, gives up every id, capability and right to files, and loads the seccomp filter, in that order,
because each step needs what the next takes away. Then it asks the kernel what holds: the judge believes that answer,
not the steps. A warm cell waits like this. :func:`limit` sets what depends on the submission, and then nothing can be
set any more.

It runs in a single-threaded process and needs nothing but :mod:`ctypes`, so that a forked child of a warm process can
run it as well as a fresh interpreter.
"""

from __future__ import annotations

import ctypes
import errno
import math
import mmap
import os
import resource
import signal
import struct
import time
from dataclasses import dataclass
from typing import Any

from . import landlock, seccomp

libc = ctypes.CDLL(None, use_errno=True)
_MACHINE = os.uname().machine
_SECCOMP_CALL = {"x86_64": 317, "aarch64": 277}
_CAPGET = {"x86_64": 125, "aarch64": 90}
_CAPSET = {"x86_64": 126, "aarch64": 91}

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE, _PR_GET_SECCOMP = 3, 4, 21
_PR_CAPBSET_READ, _PR_CAPBSET_DROP = 23, 24
_PR_SET_SECUREBITS, _NO_ROOT_LOCKED = 28, 0b11
_PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS = 38, 39
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAP_VERSION_3 = 0x20080522
_CLONE_VM = 0x100
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 2, 4, 8
_DETACH = 2
_OPEN_FILES = 64
_STACK = 8 * 2**20
_INODES = 1024
_ADDRESS_SPACE = 16 * 2**30
_SIGNALS_LEFT_ALONE = {  # two cannot be changed, and Python has its own way with three
    signal.SIGKILL, signal.SIGSTOP, signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Walls:
    """How close the walls stand around one submission."""

    cpu_s: float
    memory_mib: int
    processes: int
    disk_mib: int


def close(uid: int | None, disk_mib: int) -> dict[str, str]:
    """Close every door, for good, and return the posture that the kernel reports.

    ``uid`` is the id to become, or None where the user namespace gave one; ``disk_mib`` the size of /tmp.

    Raises:
        OSError, RuntimeError: a door did not close. The process must end without reading anything else.
    """
    require_one_thread()
    take_processor_away()
    mount_tmp(disk_mib)
    limit_for_good()
    _drop_privileges(uid)
    abi = landlock.restrict()
    _load_filter()
    return posture() | {"landlock": str(abi)}


def reset_signals() -> None:
    """As in a new process: whoever started the runner, nohup say, may have had some ignored, which is inherited."""
    for number in signal.valid_signals() - _SIGNALS_LEFT_ALONE:
        signal.signal(number, signal.SIG_DFL)


def limit_for_good() -> None:
    """The limits that are the same for every submission. Raises OSError: one was not taken."""
    _set_limits(
        (resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES),
        (resource.RLIMIT_STACK, _STACK, _STACK),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        (resource.RLIMIT_NICE, 0, 0),
        (resource.RLIMIT_RTPRIO, 0, 0),
    )


def limit(walls: Walls, in_use: int) -> None:
    """Set what one submission may use, once and for all, beyond what is ``in_use`` (:func:`data_in_use`).

    Raises:
        OSError: a limit was not taken. The process must end without reading anything else.
    """
    _limit_resources(walls, in_use)
    _load(seccomp.assemble_last(_MACHINE))


def require_one_thread() -> None:
    """Raises OSError: the process has other threads, whom neither a fork nor a changed id would reach."""
    check(libc.unshare(_CLONE_VM), "unshare: the process has other threads")  # a no-op that threads make fail


def check(result: Any, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return int(result)


def prctl(option: int, *arguments: int, what: str) -> int:
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    return check(libc.prctl(option, *padded), what)


def take_processor_away() -> None:
    """What described the processor to torch goes before a learner comes. Where the zygote did it, nothing is there."""
    for place in (b"/proc", b"/sys"):
        if libc.umount2(place, _DETACH) < 0 and ctypes.get_errno() != errno.EINVAL:
            check(-1, f"take {place.decode()} away")


def mount_tmp(size_mib: int) -> None:
    """A /tmp of this cell's own: limited in bytes and in files, and nothing in it can be executed."""
    options = f"size={size_mib}m,nr_inodes={_INODES},mode=1777".encode()
    flags = ctypes.c_ulong(_MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    check(libc.mount(b"tmpfs", b"/tmp", b"tmpfs", flags, options), "mount /tmp")
    os.chdir("/tmp")  # noqa: S108
    os.umask(0o077)


def _limit_resources(walls: Walls, in_use: int) -> None:
    spent = math.ceil(time.process_time() + walls.cpu_s)
    memory = in_use + walls.memory_mib * 2**20
    disk = walls.disk_mib * 2**20
    _set_limits(
        (resource.RLIMIT_CPU, spent, spent + 1),
        # DATA is the memory limit; the filter closes what it can't see. AS is no such limit, for torch reserves address
        # space that it never touches, but it bounds the page tables that reading a huge empty map would fill.
        (resource.RLIMIT_DATA, memory, memory),
        (resource.RLIMIT_AS, memory + _ADDRESS_SPACE, memory + _ADDRESS_SPACE),
        (resource.RLIMIT_NPROC, walls.processes, walls.processes),
        (resource.RLIMIT_FSIZE, disk, disk),
    )


def _set_limits(*limits: tuple[int, int, int]) -> None:
    """Each is a resource, its soft and its hard limit."""
    for what, soft, hard in limits:
        ceiling = resource.getrlimit(what)[1]
        if ceiling != resource.RLIM_INFINITY:  # an ordinary user may only lower a limit
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(what, (soft, hard))


def data_in_use() -> int:
    """Bytes this process has of what RLIMIT_DATA counts, to about 1 MiB.

    The kernel tells it in /proc only, which a cell does not have. So halve the range between a limit under which a
    page can be had and one under which it can't.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    low, high = 0, 2**36
    while high - low > 2**20:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_DATA, (middle, hard))
        try:
            mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
            high = middle
        except (OSError, MemoryError):
            low = middle
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    return high


def _drop_privileges(uid: int | None) -> None:
    prctl(_PR_SET_NO_NEW_PRIVS, 1, what="no_new_privs")
    empty_bounding_set()
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, what="clear ambient capabilities")
    header = struct.pack("<Ii", _CAP_VERSION_3, 0)
    check(libc.syscall(_CAPSET[_MACHINE], header, bytes(24)), "capset")
    prctl(_PR_SET_DUMPABLE, 0, what="not dumpable")


def empty_bounding_set() -> None:
    """No program that is executed from here on gets a capability that this process does not hold."""
    capability = 0
    while (kept := libc.prctl(_PR_CAPBSET_READ, capability, 0, 0, 0)) >= 0:
        if kept:
            prctl(_PR_CAPBSET_DROP, capability, what=f"drop capability {capability} from the bounding set")
        capability += 1


def pass_on_no_capability() -> None:
    """What is executed from here on gets none, not even for being root; this process keeps its own."""
    prctl(_PR_SET_SECUREBITS, _NO_ROOT_LOCKED, what="root without privileges")
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, what="clear ambient capabilities")
    empty_bounding_set()
    effective, permitted, _, *high = _capability_sets()
    sets = struct.pack("<6I", effective, permitted, 0, *high[:2], 0)
    check(libc.syscall(_CAPSET[_MACHINE], struct.pack("<Ii", _CAP_VERSION_3, 0), sets), "capset")


def _load_filter() -> None:
    _load(seccomp.assemble(_MACHINE))


def _load(instructions: bytes) -> None:
    """Load a filter into every thread; none but the kernel can take it out again."""
    code = ctypes.create_string_buffer(instructions)
    program = struct.pack("@HP", len(instructions) // 8, ctypes.addressof(code))
    set_mode_filter, sync_threads = 1, 1
    result = libc.syscall(_SECCOMP_CALL[_MACHINE], set_mode_filter, sync_threads, program)
    if result != 0:
        raise OSError(ctypes.get_errno() or errno.ESRCH, "seccomp: the kernel did not take the filter")


def capabilities() -> int:
    """The effective, permitted and inheritable capabilities of this process, as one mask."""
    words = _capability_sets()
    return words[0] | words[1] | words[2] | (words[3] | words[4] | words[5]) << 32


def _capability_sets() -> tuple[int, ...]:
    """Effective, permitted and inheritable, the low halves of the three first."""
    header, sets = struct.pack("<Ii", _CAP_VERSION_3, 0), ctypes.create_string_buffer(24)
    check(libc.syscall(_CAPGET[_MACHINE], header, sets), "capget")
    return struct.unpack("<6I", sets.raw)


def posture() -> dict[str, str]:
    """What the kernel says about this process, by name."""
    bounding = sum(1 for capability in range(64) if libc.prctl(_PR_CAPBSET_READ, capability, 0, 0, 0) == 1)
    return {
        "uid": ",".join(map(str, os.getresuid())),
        "gid": ",".join(map(str, os.getresgid())),
        "groups": ",".join(map(str, os.getgroups())),
        "pid": str(os.getpid()),
        "capabilities": f"{capabilities():x}",
        "bounding": str(bounding),
        "no_new_privs": str(prctl(_PR_GET_NO_NEW_PRIVS, what="no_new_privs")),
        "dumpable": str(prctl(_PR_GET_DUMPABLE, what="dumpable")),
        "seccomp": str(prctl(_PR_GET_SECCOMP, what="seccomp")),
    }
