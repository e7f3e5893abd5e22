"""Lock down a cell's process, from inside, before it reads a learner's byte.

bubblewrap has made the namespaces and the file system. :func:`close` mounts the private /tmp, sets the resource limits
that are the same for everyone, gives up every id, capability and right to files, and loads the seccomp filter. The
order matters, because each step needs what the next takes away. Then it asks the kernel what holds: the judge relies on
that answer, not on the steps. A warm cell waits in this state. :func:`limit` sets the limits of one submission, and
after it nothing can be set any more.

It runs in a single-threaded process and needs nothing but :mod:`ctypes`, so that a forked child of a zygote can run it
as well as a new interpreter.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import struct

from . import capabilities, kernel, landlock, seccomp
from .kernel import MACHINE, check, libc, prctl
from .resource_limits import ResourceLimits, limit_for_good, limit_submission

_SECCOMP_CALL = {"x86_64": 317, "aarch64": 277}
_CLONE_VM = 0x100
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 2, 4, 8
_DETACH = 2
_INODES = 1024
_KEPT_SIGNALS = {  # two can't be changed, and Python handles three itself
    signal.SIGKILL, signal.SIGSTOP, signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ,
}  # fmt: skip


def close(uid: int | None, disk_mib: int) -> dict[str, str]:
    """Lock this process down, for good, and return the security status that the kernel reports.

    Args:
        uid: the id to take, or None where the user namespace gave one.
        disk_mib: the size of /tmp.

    Raises:
        OSError, RuntimeError: a step failed. The process must exit without reading anything else.
    """
    require_one_thread()
    unmount_processor_files()
    mount_tmp(disk_mib)
    limit_for_good()
    drop_privileges(uid)
    abi = landlock.restrict()
    load_filter(seccomp.assemble(MACHINE))
    return security_status() | {"landlock": str(abi)}


def limit(limits: ResourceLimits, in_use: int) -> None:
    """Set what one submission may use, once and for all, beyond the memory that is ``in_use``.

    Raises:
        OSError: the kernel refused a limit. The process must exit without reading anything else.
    """
    limit_submission(limits, in_use)
    load_filter(seccomp.assemble_last(MACHINE))


def reset_signals() -> None:
    """Handle signals as a new process does. Ignored ones are inherited, from nohup for example."""
    for number in signal.valid_signals() - _KEPT_SIGNALS:
        signal.signal(number, signal.SIG_DFL)


def require_one_thread() -> None:
    """Raises OSError: the process has other threads, which neither a fork nor a changed id would reach."""
    check(libc.unshare(_CLONE_VM), "unshare: the process has other threads")  # does nothing, but fails with threads


def unmount_processor_files() -> None:
    """Unmount what described the processor to torch. Where the zygote has done so, there is nothing to unmount."""
    for path in (b"/proc", b"/sys"):
        if libc.umount2(path, _DETACH) < 0 and ctypes.get_errno() != errno.EINVAL:
            check(-1, f"take {path.decode()} away")


def mount_tmp(size_mib: int) -> None:
    """Mount a /tmp of this cell's own, limited in bytes and files. Nothing in it can be executed."""
    options = f"size={size_mib}m,nr_inodes={_INODES},mode=1777".encode()
    flags = ctypes.c_ulong(_MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    check(libc.mount(b"tmpfs", b"/tmp", b"tmpfs", flags, options), "mount /tmp")
    os.chdir("/tmp")  # noqa: S108 - the cell's own /tmp
    os.umask(0o077)


def drop_privileges(uid: int | None) -> None:
    prctl(kernel.PR_SET_NO_NEW_PRIVS, 1, step="no_new_privs")
    capabilities.empty_bounding_set()
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    capabilities.drop_all()
    prctl(kernel.PR_SET_DUMPABLE, 0, step="not dumpable")


def load_filter(instructions: bytes) -> None:
    """Load a filter into every thread. Nothing can remove it again."""
    code = ctypes.create_string_buffer(instructions)
    program = struct.pack("@HP", len(instructions) // 8, ctypes.addressof(code))
    set_mode_filter, sync_threads = 1, 1
    result = libc.syscall(_SECCOMP_CALL[MACHINE], set_mode_filter, sync_threads, program)
    if result != 0:
        raise OSError(ctypes.get_errno() or errno.ESRCH, "seccomp: the kernel did not take the filter")


def security_status() -> dict[str, str]:
    """Return what the kernel reports about this process, by name."""
    return {
        "uid": ",".join(map(str, os.getresuid())),
        "gid": ",".join(map(str, os.getresgid())),
        "groups": ",".join(map(str, os.getgroups())),
        "pid": str(os.getpid()),
        "capabilities": f"{capabilities.mask():x}",
        "bounding": str(capabilities.bounding_count()),
        "no_new_privs": str(prctl(kernel.PR_GET_NO_NEW_PRIVS, step="no_new_privs")),
        "dumpable": str(prctl(kernel.PR_GET_DUMPABLE, step="dumpable")),
        "seccomp": str(prctl(kernel.PR_GET_SECCOMP, step="seccomp")),
    }
