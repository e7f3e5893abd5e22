"""The zygote: an interpreter with everything imported, that forks cells and never reads a learner's byte.

bubblewrap starts it in the same root that a cold cell has. It takes orders on one socket, from the daemon alone
(:mod:`runner.sandbox.daemon`), and stays single-threaded: a fork copies one thread, and a lock that another one held
would stay locked in every cell.

One order makes one cell:

1. A new pid namespace, whose init is ``cat``: it waits for the end of a pipe that the daemon holds and then exits,
   and with it goes whatever is in the namespace. It is another program, so it holds none of the zygote's memory.
2. A fork, pid 2 in that namespace. It joins its control group, makes the other namespaces, draws new seeds, closes
   every door that is the same for all (:mod:`harness.confine`), and waits for a judge in :mod:`harness.serve`.

The zygote never waits for a cell; it tells the daemon how each one ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import random
import select
import signal
import socket
import sys
from typing import Any

import numpy as np
import numpy.random

from . import confine, seccomp, serve, tensors

MODULES = (
    "torch", "torch._dynamo", "torch.nn.functional", "torch.optim", "torch.utils.data", "numpy.fft", "numpy.linalg",
    "numpy.ma", "numpy.polynomial", "bisect", "collections", "copy", "dataclasses", "decimal", "fractions", "functools",
    "heapq", "itertools", "math", "operator", "re", "statistics", "string", "typing",
)  # fmt: skip
_INIT = "/cell/init"
_INIT_UID = 65_500  # of every init, where we are root; no learner's process has it
_PROC = "/tmp"  # noqa: S108 - bubblewrap mounts it there, for the zygote alone; a cell's own /tmp comes in its place
_NEW_USER, _NEW_PID = 0x10000000, 0x20000000
_NEW_OTHERS = 0x00020000 | 0x40000000 | 0x08000000 | 0x04000000 | 0x02000000  # mount, net, ipc, uts, cgroup
_NAMESPACES = ("mnt", "pid", "net", "ipc", "uts", "cgroup", "user")
_REC_PRIVATE = 0x4000 | 0x40000
_DETACH = 2
_HUGE_PAGE, _MADV_COLLAPSE = 2**21, 25
_MAX_ORDER = 4_096
_TMP_MIB = 1
_REHEARSALS = 20  # the interpreter rewrites its instructions for the types it sees, after some runs


class Zygote:
    """The process itself, and what it knows of the cells it made."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._proc = os.open(_PROC, os.O_PATH | os.O_DIRECTORY)
        self._pid_namespace = os.open("self/ns/pid", os.O_RDONLY, dir_fd=self._proc)
        confine.check(confine.libc.umount2(_PROC.encode(), _DETACH), "take /proc away")
        confine.mount_tmp(_TMP_MIB)  # torch looks for a place to write to while it is imported
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._cells: dict[int, tuple[int, int]] = {}  # by pidfd: the daemon's number of the cell, its pid

    def serve(self) -> None:
        """Take orders until the daemon hangs up."""
        confine.pass_on_no_capability()  # to a cell's init, the only thing a zygote executes
        self._require_fit_to_fork()
        gc.collect()
        gc.freeze()
        gather_in_huge_pages(self._read("maps").decode())
        self._tell({"ready": True}, [])
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._cells:
                    self._bury(descriptor)
                else:
                    self._obey()

    def _obey(self) -> None:
        text, descriptors, _, _ = socket.recv_fds(self._control, _MAX_ORDER, 8)
        if not text:
            os._exit(0)
        for descriptor in descriptors:  # a cell's init must not hold the ends whose closing says that the cell ended
            os.set_inheritable(descriptor, False)
        self._make(json.loads(text), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)

    def _make(self, order: dict[str, Any], descriptors: list[int]) -> None:
        """``descriptors``: the pipe whose end is the cell's end, requests, replies, printed and the control group."""
        confine.require_one_thread()
        confine.check(confine.libc.unshare(_NEW_PID), "a pid namespace")
        init = _start_init(descriptors[0])
        pid = os.fork()
        if pid == 0:
            self._become_cell(order, descriptors[1:])
        confine.check(confine.libc.setns(self._pid_namespace, _NEW_PID), "back to the zygote's pid namespace")
        handles = [os.pidfd_open(init), os.pidfd_open(pid)]
        self._tell({"cell": order["make"], "made": True}, handles)
        self._cells[handles[0]], self._cells[handles[1]] = (0, init), (order["make"], pid)
        for handle in handles:
            self._poll.register(handle, select.POLLIN)

    def _become_cell(self, order: dict[str, Any], descriptors: list[int]) -> None:
        """The child's way to the harness; it does not come back."""
        requests, replies, printed, *group = descriptors
        try:
            for handle in self._cells:  # of its elders; they would count against its limit on open files
                os.close(handle)
            if group:
                os.write(group[0], b"0")
            if order["uid"] is None:
                self._own_user_namespace()
            confine.check(confine.libc.unshare(_NEW_OTHERS), "namespaces")
            confine.check(confine.libc.mount(None, b"/", None, ctypes.c_ulong(_REC_PRIVATE), None), "private mounts")
            # Opened anew: flags that one cell sets on a description that all share would be read by the next.
            os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
            for target in (1, 2):
                os.dup2(printed, target)
            reseed()
            namespaces = {kind: os.readlink(f"self/ns/{kind}", dir_fd=self._proc) for kind in _NAMESPACES}
            posture = confine.close(order["uid"], order["disk_mib"])
            serve.rehearse()
            in_use = confine.data_in_use()  # here, where nobody waits for it
            self._say({"cell": order["make"], "ready": {"namespaces": namespaces, "posture": posture}})
            serve.main(requests, replies, posture, in_use)
        except BaseException as error:
            with contextlib.suppress(BaseException):
                self._say({"cell": order["make"], "broken": f"{type(error).__name__}: {error}"[:500]})
        finally:
            os._exit(2)

    def _own_user_namespace(self) -> None:
        """One in which this user is who they are outside, so that the kernel counts each cell's threads apart."""
        uid, gid = os.getuid(), os.getgid()
        confine.check(confine.libc.unshare(_NEW_USER), "a user namespace")
        for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            descriptor = os.open(f"self/{name}", os.O_WRONLY, dir_fd=self._proc)
            os.write(descriptor, text.encode())
            os.close(descriptor)

    def _require_fit_to_fork(self) -> None:
        """No CUDA, no memory that a child would share, and no descriptor that nobody knows."""
        confine.require_one_thread()
        if sys.modules["torch"].cuda.is_initialized():
            raise RuntimeError("the zygote has used CUDA")
        if any(b" rw-s " in line for line in self._read("maps").splitlines()):
            raise RuntimeError("the zygote has shared writable memory")
        listing = os.open("self/fd", os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._proc)
        own = {0, 1, 2, self._control.fileno(), self._proc, self._pid_namespace, listing}
        unknown = {int(name) for name in os.listdir(listing)} - own
        os.close(listing)
        if len(unknown) > 1:  # the copy by which the directory is read
            raise RuntimeError(f"the zygote has unknown descriptors: {unknown}")

    def _read(self, name: str) -> bytes:
        descriptor = os.open(f"self/{name}", os.O_RDONLY, dir_fd=self._proc)
        with open(descriptor, "rb", buffering=2**20) as file:
            return file.read()

    def _bury(self, handle: int) -> None:
        number, pid = self._cells.pop(handle)
        self._poll.unregister(handle)
        os.close(handle)
        _, status, used = os.wait4(pid, 0)
        if number:
            ended = {"status": os.waitstatus_to_exitcode(status), "cpu_s": used.ru_utime + used.ru_stime}
            self._tell({"cell": number, "ended": ended}, [])

    def _tell(self, message: dict[str, Any], descriptors: list[int]) -> None:
        socket.send_fds(self._control, [json.dumps(message).encode()], descriptors)

    def _say(self, message: dict[str, Any]) -> None:
        """To the daemon, by a call that the filter leaves a cell."""
        os.write(self._control.fileno(), json.dumps(message).encode())


def _start_init(alive: int) -> int:
    """Start a cell's init, which needs no rights at all: as another user than root, where we are root."""
    root = os.getuid() == 0
    if root:
        os.setresgid(_INIT_UID, _INIT_UID, 0)
        os.setresuid(_INIT_UID, _INIT_UID, 0)
    try:
        return os.posix_spawn(
            _INIT, ["init"], {},
            file_actions=[(os.POSIX_SPAWN_DUP2, alive, 0), (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
                          (os.POSIX_SPAWN_DUP2, 1, 2)],
        )  # fmt: skip
    finally:
        if root:
            os.setresuid(0, 0, 0)
            os.setresgid(0, 0, 0)


def gather_in_huge_pages(maps: str) -> None:
    """Have the kernel move the heap to pages of 2 MiB, where it can (Linux 6.1): a fork then copies 500 times fewer
    entries of the page table. A cell that writes copies 4 KiB all the same.
    """
    for line in maps.splitlines():
        place, mode, _, _, inode = line.split()[:5]
        low, high = (int(number, 16) for number in place.split("-"))
        for at in range(-(-low // _HUGE_PAGE) * _HUGE_PAGE, high - _HUGE_PAGE + 1, _HUGE_PAGE):
            if mode == "rw-p" and inode == "0":
                confine.libc.madvise(ctypes.c_void_p(at), ctypes.c_size_t(_HUGE_PAGE), _MADV_COLLAPSE)


def reseed() -> None:
    """Seeds of this process's own: a fork has its parent's."""
    random.seed()
    np.random.seed(int.from_bytes(os.urandom(4), "little"))  # without a number NumPy makes a SeedSequence: 0.3 ms
    # Not torch.manual_seed, which formats the stack for GPUs that are not there, and writes to 5 MiB on the way.
    sys.modules["torch"].default_generator.manual_seed(int.from_bytes(os.urandom(8), "little"))


def main(control: int) -> None:
    """Import everything, then serve the daemon behind this descriptor."""
    confine.reset_signals()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the daemon's to handle
    connection = socket.socket(fileno=control)
    connection.set_inheritable(False)
    try:
        zygote = Zygote(connection)
        _import_everything()
        zygote.serve()
    except BaseException as error:
        with contextlib.suppress(OSError):
            connection.send(json.dumps({"broken": f"{type(error).__name__}: {error}"[:500]}).encode())
        os._exit(1)


def _import_everything() -> None:
    environment = dict(os.environ)
    gc.disable()  # nothing of what is imported is ever collected
    for name in MODULES:
        importlib.import_module(name)
    tensors.prepare()
    for _ in range(_REHEARSALS):
        serve.rehearse()
    seccomp.assemble(os.uname().machine)
    seccomp.assemble_last(os.uname().machine)
    confine.take_processor_away()
    gc.enable()
    for name in set(os.environ) - set(environment):  # a library's notes to itself: a cold cell has none
        del os.environ[name]
