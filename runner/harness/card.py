"""Lock down the process of a cell on a card, with steps beyond those of :mod:`.lockdown`.

CUDA asks for much while it starts: it binds a socket, makes a file in memory, names its threads through /proc, and
opens its nodes a dozen times. Afterwards it asks for little. So the process first gives up every id, capability and
file that CUDA can do without. Then it starts CUDA. Then it loads the filter into all threads that CUDA has started. It
has not read a learner's byte by then (docs/decisions/0012-cells-on-a-card.md).
"""

from __future__ import annotations

import ctypes
import fcntl
import glob
import os
import socket
import sys
from typing import Any

from . import card_kernels, landlock, lockdown, seccomp, server, zygote
from .kernel import MACHINE, PR_SET_DUMPABLE, check, libc, prctl
from .rehearsal import rehearse
from .resource_limits import ResourceLimits, data_in_use, limit_for_good, limit_open_files, limit_submission

_VISIBLE = "CUDA_VISIBLE_DEVICES"
_PID = 2  # of a cell's process in its namespace; bubblewrap has made /proc/self a link to it
_FLAGS = 2 | 4 | 8  # no setuid, no devices, nothing to execute
_BIND = 4096
_DETACH = 2
_FILES_FOR_CUDA = 448
_STARTING = {"/driver": landlock.READ, "/proc": landlock.WRITE, "/sys": landlock.READ}


class CardLockdown:
    """The lockdown of one process. Counts what CUDA has started in it."""

    def __init__(self) -> None:
        self._threads = 0

    def close(self, uid: int | None, disk_mib: int) -> dict[str, str]:
        """Do the same as :func:`.lockdown.close`. ``device`` in the result is the card's name as CUDA gives it.

        Raises:
            OSError, RuntimeError: a step failed. The process must exit without reading anything else.
        """
        lockdown.require_one_thread()
        mount_own_proc()
        lockdown.mount_tmp(disk_mib)
        limit_for_good(_FILES_FOR_CUDA)
        lockdown.drop_privileges(uid)
        nodes = dict.fromkeys(glob.glob("/dev/nvidia*"), landlock.DEVICE)
        landlock.restrict(landlock.RULES | _STARTING | nodes)
        prctl(PR_SET_DUMPABLE, 1, step="dumpable")  # else its files in /proc belong to root
        device = start_cuda()
        card_kernels.prepare()
        self._threads = len(os.listdir("/proc/self/task")) - 1
        limit_open_files(len(os.listdir("/proc/self/fd")))
        abi = landlock.restrict(landlock.RULES | {"/driver": landlock.READ} | nodes)
        prctl(PR_SET_DUMPABLE, 0, step="not dumpable")
        lockdown.load_filter(seccomp.assemble(MACHINE, card=True))
        return lockdown.security_status() | {"landlock": str(abi), "device": device}

    def limit(self, limits: ResourceLimits, in_use: int) -> None:
        """Do the same as :func:`.lockdown.limit`, but don't count CUDA's threads and set no limit on addresses.

        Raises:
            OSError: the kernel refused a limit. The process must exit without reading anything else.
        """
        limit_submission(limits, in_use, more_threads=self._threads, limits_addresses=False)
        lockdown.load_filter(seccomp.assemble_last(MACHINE))


def mount_own_proc() -> None:
    """Put this process's own directory where bubblewrap has made a place for it, and nothing else of /proc."""
    if os.getpid() != _PID:
        raise RuntimeError(f"the cell's process is {os.getpid()} in its namespace, not {_PID}")
    flags = ctypes.c_ulong(_FLAGS)
    check(libc.mount(b"proc", b"/tmp", b"proc", flags, None), "mount /proc")
    source, target = f"/tmp/{_PID}".encode(), f"/proc/{_PID}".encode()  # noqa: S108 - the cell's own /tmp
    check(libc.mount(source, target, None, ctypes.c_ulong(_BIND), None), "bind its own part of /proc")
    check(libc.umount2(b"/tmp", _DETACH), "take the rest of /proc away")


def start_cuda() -> str:
    """Start CUDA on the one card, use what most code uses, so that it is loaded, and return the card's name.

    Raises:
        RuntimeError: it doesn't start, it sees another number of cards than one, or it computes wrongly.
    """
    torch: Any = __import__("torch")
    torch.cuda.init()
    if (count := torch.cuda.device_count()) != 1:
        raise RuntimeError(f"the cell sees {count} cards instead of one")
    torch.cuda.manual_seed(int.from_bytes(os.urandom(8), "little") >> 1)  # a fork starts with its parent's seed
    ones = torch.ones((64, 64), device="cuda", requires_grad=True)
    value = ((ones @ ones).softmax(-1) + (ones.half() @ ones.half()).float()).sum()
    value.backward()
    torch.cuda.synchronize()
    if abs(value.item() - 64 * (1 + 64 * 64)) > 1:
        raise RuntimeError(f"the card computes wrongly: {value.item()}")
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    return str(torch.cuda.get_device_name(0))


class CardZygoteServer(zygote.ZygoteServer):
    """A zygote whose cells start CUDA. It never does so itself."""

    def __init__(self, control: socket.socket) -> None:
        """Hide the card until everything is imported: torch counts cards while it is, and keeps their nodes open."""
        super().__init__(control)
        self._card = os.environ[_VISIBLE]
        os.environ[_VISIBLE] = ""

    def prepare(self) -> None:
        """Show the card, and leave /proc and /sys, which CUDA reads in each cell. Landlock closes them there."""
        os.environ[_VISIBLE] = self._card
        seccomp.assemble(MACHINE, card=True)

    def _wait_for_judge(self, order: dict[str, Any], requests: int, replies: int, namespaces: dict[str, str]) -> None:
        """Override the zygote's method to arrange the descriptors first, because CUDA opens many."""
        control = fcntl.fcntl(self._control.fileno(), fcntl.F_DUPFD_CLOEXEC, 32)
        server.arrange_descriptors(requests, replies, control)
        card_lockdown = CardLockdown()
        security_status = card_lockdown.close(order["uid"], order["disk_mib"])
        rehearse()
        in_use = data_in_use()
        ready = {"namespaces": namespaces, "security_status": security_status}
        zygote.report(control, {"cell": order["make"], "ready": ready})
        os.close(control)
        server.serve(security_status, in_use, card_lockdown.close, card_lockdown.limit)


def main(requests: int, replies: int) -> None:
    """Serve one judge in a cold cell on a card."""
    card_lockdown = CardLockdown()
    server.main(requests, replies, close=card_lockdown.close, limit=card_lockdown.limit)


def zygote_main(control: int) -> None:
    """Do the same as :func:`.zygote.main`, for cells on a card."""
    zygote.main(control, _make_zygote)


def _make_zygote(control: socket.socket) -> zygote.ZygoteServer:
    if "torch" in sys.modules:
        raise RuntimeError("torch was imported before the zygote")
    return CardZygoteServer(control)
