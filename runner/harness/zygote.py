"""The zygote: an interpreter with everything imported, which forks cells and never reads a learner's byte.

bubblewrap starts it in the same root that a cold cell has. It takes orders on one socket, from the daemon alone
(:mod:`runner.sandbox.daemon`). It stays single-threaded: a fork copies one thread, and a lock that another thread held
would stay locked in every cell.

For each order it makes one cell:

1. A new pid namespace, whose init is ``cat`` (:func:`_start_init`). It exits when a pipe that the daemon holds is
   closed, and everything in the namespace ends with it.
2. A fork, pid 2 in that namespace. It joins its control group, makes the other namespaces, draws new seeds, locks
   itself down (:mod:`.lockdown`), and waits for a judge in :mod:`.server`.

The zygote never waits for a cell. It tells the daemon how each one ended.
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
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.random

from . import capabilities, interpreter, lockdown, seccomp, server, tensors
from .kernel import check, libc
from .rehearsal import rehearse
from .resource_limits import data_in_use

MODULES = (
    "torch", "torch._dynamo", "torch.nn.functional", "torch.optim", "torch.utils.data", "numpy.fft", "numpy.linalg",
    "numpy.ma", "numpy.polynomial", "bisect", "collections", "copy", "dataclasses", "decimal", "fractions", "functools",
    "heapq", "itertools", "math", "operator", "re", "statistics", "string", "typing",
)  # fmt: skip
_PROC = "/tmp"  # noqa: S108 - bubblewrap mounts it there, for the zygote alone; a cell's own /tmp comes in its place
_NEW_USER, _NEW_PID = 0x10000000, 0x20000000
_NEW_OTHERS = 0x00020000 | 0x40000000 | 0x08000000 | 0x04000000 | 0x02000000  # mount, net, ipc, uts, cgroup
_NAMESPACES = ("mnt", "pid", "net", "ipc", "uts", "cgroup", "user")
_REC_PRIVATE = 0x4000 | 0x40000
_DETACH = 2
_MAX_ORDER_BYTES = 4_096
_TMP_MIB = 1
_INIT, _INIT_UID = "/cell/init", 65_500  # the user of every init, where we are root; no learner's process has it
_HUGE_PAGE, _MADV_COLLAPSE = 2**21, 25
_REHEARSALS = 20  # the interpreter rewrites its instructions for the types it sees, after some runs


class ZygoteServer:
    """Take the daemon's orders and keep track of the cells."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._proc = os.open(_PROC, os.O_PATH | os.O_DIRECTORY)
        self._pid_namespace = os.open("self/ns/pid", os.O_RDONLY, dir_fd=self._proc)
        check(libc.umount2(_PROC.encode(), _DETACH), "take /proc away")
        lockdown.mount_tmp(_TMP_MIB)  # torch looks for a writable place while it is imported
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._cells: dict[int, tuple[int, int]] = {}  # by pidfd: the daemon's number of the cell, its pid

    def serve(self) -> None:
        """Take orders until the daemon closes its end."""
        capabilities.pass_on_none()  # to a cell's init, the only thing a zygote executes
        self._require_fit_to_fork()
        gc.collect()
        gc.freeze()
        _gather_in_huge_pages(self._read("maps").decode())
        self._send({"ready": True}, [])
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._cells:
                    self._reap(descriptor)
                else:
                    self._handle_order()

    def _handle_order(self) -> None:
        text, descriptors, _, _ = socket.recv_fds(self._control, _MAX_ORDER_BYTES, 8)
        if not text:
            os._exit(0)
        for descriptor in descriptors:  # a cell's init must not hold pipes whose end shows that the cell ended
            os.set_inheritable(descriptor, False)
        self._make(json.loads(text), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)

    def _make(self, order: dict[str, Any], descriptors: list[int]) -> None:
        """``descriptors``: the pipe that keeps the cell alive, requests, replies, output, and the control group."""
        lockdown.require_one_thread()
        check(libc.unshare(_NEW_PID), "a pid namespace")
        init = _start_init(descriptors[0])
        pid = os.fork()
        if pid == 0:
            self._become_cell(order, descriptors[1:])
        check(libc.setns(self._pid_namespace, _NEW_PID), "back to the zygote's pid namespace")
        handles = [os.pidfd_open(init), os.pidfd_open(pid)]
        self._send({"cell": order["make"], "made": True}, handles)
        self._cells[handles[0]], self._cells[handles[1]] = (0, init), (order["make"], pid)
        for handle in handles:
            self._poll.register(handle, select.POLLIN)

    def _become_cell(self, order: dict[str, Any], descriptors: list[int]) -> None:
        """Turn the forked child into a cell. Doesn't return."""
        requests, replies, output, *group = descriptors
        try:
            for handle in self._cells:  # of older cells; they would count against its limit on open files
                os.close(handle)
            if group:
                os.write(group[0], b"0")
            if order["uid"] is None:
                self._own_user_namespace()
            check(libc.unshare(_NEW_OTHERS), "namespaces")
            check(libc.mount(None, b"/", None, ctypes.c_ulong(_REC_PRIVATE), None), "private mounts")
            # Opened again: all would share one file description, and could read the flags that another cell set on it.
            os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
            for target in (1, 2):
                os.dup2(output, target)
            draw_new_seeds()
            namespaces = {kind: os.readlink(f"self/ns/{kind}", dir_fd=self._proc) for kind in _NAMESPACES}
            self._wait_for_judge(order, requests, replies, namespaces)
        except BaseException as error:
            with contextlib.suppress(BaseException):
                report(
                    self._control.fileno(), {"cell": order["make"], "broken": f"{type(error).__name__}: {error}"[:500]}
                )
        finally:
            os._exit(2)

    def _wait_for_judge(self, order: dict[str, Any], requests: int, replies: int, namespaces: dict[str, str]) -> None:
        """Lock this cell down, tell the daemon, and serve."""
        security_status = lockdown.close(order["uid"], order["disk_mib"])
        rehearse()
        in_use = data_in_use()  # takes a while, and nobody waits here
        report(
            self._control.fileno(),
            {"cell": order["make"], "ready": {"namespaces": namespaces, "security_status": security_status}},
        )
        server.main(requests, replies, security_status, in_use)

    def prepare(self) -> None:
        """Do what remains once everything is imported."""
        lockdown.unmount_processor_files()

    def _own_user_namespace(self) -> None:
        """Enter one that maps this user to themselves, so that the kernel counts each cell's threads separately."""
        uid, gid = os.getuid(), os.getgid()
        check(libc.unshare(_NEW_USER), "a user namespace")
        for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            descriptor = os.open(f"self/{name}", os.O_WRONLY, dir_fd=self._proc)
            os.write(descriptor, text.encode())
            os.close(descriptor)

    def _require_fit_to_fork(self) -> None:
        """Require no CUDA, no memory that a child would share, and no unknown descriptor."""
        lockdown.require_one_thread()
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

    def _reap(self, handle: int) -> None:
        number, pid = self._cells.pop(handle)
        self._poll.unregister(handle)
        os.close(handle)
        _, status, usage = os.wait4(pid, 0)
        if number:
            process_exit = {"status": os.waitstatus_to_exitcode(status), "cpu_s": usage.ru_utime + usage.ru_stime}
            self._send({"cell": number, "ended": process_exit}, [])

    def _send(self, message: dict[str, Any], descriptors: list[int]) -> None:
        socket.send_fds(self._control, [json.dumps(message).encode()], descriptors)


def report(control: int, message: dict[str, Any]) -> None:
    """Tell the daemon, by a call that the filter allows a cell."""
    os.write(control, json.dumps(message).encode())


def _start_init(keep_alive: int) -> int:
    """Start the init of a namespace, which exits when the pipe behind ``keep_alive`` is closed. Return its pid.

    It is another program, so it holds none of the zygote's memory. It needs no rights at all, so where we are root it
    runs as another user.
    """
    is_root = os.getuid() == 0
    if is_root:
        os.setresgid(_INIT_UID, _INIT_UID, 0)
        os.setresuid(_INIT_UID, _INIT_UID, 0)
    try:
        return os.posix_spawn(
            _INIT, ["init"], {},
            file_actions=[(os.POSIX_SPAWN_DUP2, keep_alive, 0), (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
                          (os.POSIX_SPAWN_DUP2, 1, 2)],
        )  # fmt: skip
    finally:
        if is_root:
            os.setresuid(0, 0, 0)
            os.setresgid(0, 0, 0)


def _gather_in_huge_pages(maps: str) -> None:
    """Collapse the heap that ``maps`` (/proc/self/maps) lists into pages of 2 MiB, where the kernel can (Linux 6.1).

    A fork then copies 500 times fewer entries of the page table. A cell that writes to one still copies only 4 KiB.
    """
    for line in maps.splitlines():
        addresses, mode, _, _, inode = line.split()[:5]
        low, high = (int(number, 16) for number in addresses.split("-"))
        for address in range(-(-low // _HUGE_PAGE) * _HUGE_PAGE, high - _HUGE_PAGE + 1, _HUGE_PAGE):
            if mode == "rw-p" and inode == "0":
                libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(_HUGE_PAGE), _MADV_COLLAPSE)


def draw_new_seeds() -> None:
    """Give this process seeds of its own. A fork starts with its parent's."""
    random.seed()
    np.random.seed(int.from_bytes(os.urandom(4), "little"))  # without a number NumPy makes a SeedSequence, in 0.3 ms
    # torch.manual_seed would format the stack for GPUs that are not there, and write to 5 MiB.
    sys.modules["torch"].default_generator.manual_seed(int.from_bytes(os.urandom(8), "little"))


def main(control: int, make: Callable[[socket.socket], ZygoteServer] = ZygoteServer) -> None:
    """Import everything, then serve the daemon whose socket this descriptor is."""
    lockdown.reset_signals()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the daemon handles Ctrl-C
    connection = socket.socket(fileno=control)
    connection.set_inheritable(False)
    try:
        zygote = make(connection)
        _import_everything()
        zygote.prepare()
        zygote.serve()
    except BaseException as error:
        with contextlib.suppress(OSError):
            connection.send(json.dumps({"broken": f"{type(error).__name__}: {error}"[:500]}).encode())
        os._exit(1)


def _import_everything() -> None:
    environment = dict(os.environ)
    gc.disable()  # nothing that is imported is ever collected
    interpreter.prepare()
    for name in MODULES:
        importlib.import_module(name)
    tensors.prepare()
    for _ in range(_REHEARSALS):
        rehearse(["never.f"])
    seccomp.assemble(os.uname().machine)
    seccomp.assemble_last(os.uname().machine)
    gc.enable()
    for name in set(os.environ) - set(environment):  # set by libraries; a cold cell has none of them
        del os.environ[name]
