"""The daemon's records of a zygote and its cells. They hold descriptors, because the kernel reuses pids."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from runner.sandbox import ids


class CellSize(NamedTuple):
    """The memory that a cell may take beyond what it has, and the size of its /tmp."""

    memory_mib: int
    disk_mib: int


@dataclass(eq=False, kw_only=True)
class CellRecord:
    """One cell, from the order to make it until its process is reaped.

    Attributes:
        keep_alive: the end of a pipe; the cell's init exits when it is closed.
        pipes: requests, replies and output.
        init, runner: descriptors of its two processes, whose pids here are ``init_pid`` and ``pid``.
        reports: what the kernel said about it when it was locked down.
    """

    number: int
    size: CellSize
    claim: ids.Claim | None
    keep_alive: int = -1
    pipes: list[int] = field(default_factory=list)
    init: int = -1
    runner: int = -1
    init_pid: int = 0
    pid: int = 0
    reports: dict[str, dict[str, str]] = field(default_factory=dict)
    is_lent: bool = False
    is_over: bool = False

    @property
    def uid(self) -> int | None:
        return self.claim.uid if self.claim else None

    def hold(self, init: int, runner: int) -> None:
        """Take the descriptors of its processes. It may have been given up since it was ordered."""
        self.init, self.runner = init, runner
        self.init_pid, self.pid = _pid(init), _pid(runner)
        if self.is_over:
            self.end()

    def end(self) -> None:
        """Kill everything in it, but not before it is made: a zygote can't go on without the init. Idempotent."""
        self.is_over = True
        if self.init >= 0:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # it also ends when its pipe is closed
                signal.pidfd_send_signal(self.init, signal.SIGKILL)
            self.close()

    def close(self) -> None:
        """Close all its descriptors. Idempotent."""
        for descriptor in (self.keep_alive, self.init, self.runner):
            if descriptor >= 0:
                os.close(descriptor)
        self.keep_alive = self.init = self.runner = -1
        self.close_pipes()

    def close_pipes(self) -> None:
        for descriptor in self.pipes:
            os.close(descriptor)
        self.pipes = []


@dataclass(eq=False, kw_only=True)
class ZygoteProcess:
    """A running zygote and its cells that are not yet reaped."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    start_time: float = field(default_factory=time.monotonic)
    is_ready: bool = False
    cell_count: int = 0  # made so far
    cells: dict[int, CellRecord] = field(default_factory=dict)

    @classmethod
    def start(cls, command: Sequence[str]) -> ZygoteProcess:
        """Start one. It reports on its control socket when it has imported everything.

        ``command`` is complete but for its last argument, the socket's descriptor.

        Raises:
            OSError: it can't be started here.
        """
        control, zygote_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with zygote_end:
            process = subprocess.Popen(
                [*command, str(zygote_end.fileno())],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                pass_fds=(zygote_end.fileno(),), start_new_session=True, env={},
            )  # fmt: skip
        return cls(process=process, control=control)

    def order(self, cell: CellRecord, group: Sequence[int]) -> None:
        """Order a cell. Takes the descriptors of its control group, and closes them.

        Raises:
            ConnectionError: the zygote has ended.
            OSError: this process can have no more descriptors.
        """
        self.cell_count += 1
        descriptors: list[int] = []
        try:
            cell.keep_alive = _pipe(descriptors, to_cell=True)
            for to_cell in (True, False, False):  # requests, replies, output
                cell.pipes.append(_pipe(descriptors, to_cell=to_cell))
            message = {"make": cell.number, "uid": cell.uid, "disk_mib": cell.size.disk_mib}
            send(self.control, message, [*descriptors, *group])
        finally:
            for descriptor in (*descriptors, *group):
                os.close(descriptor)

    def end(self) -> None:
        """Kill it. Everything under bubblewrap ends with it."""
        self.control.close()
        self.process.kill()
        self.process.wait()


def send(to: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send a message. Raises OSError: the other end is closed."""
    socket.send_fds(to, [json.dumps(message).encode()], descriptors)


def _pipe(descriptors: list[int], *, to_cell: bool) -> int:
    """Our end of a new pipe. The other end is added to ``descriptors``."""
    reading, writing = os.pipe()
    descriptors.append(reading if to_cell else writing)
    return writing if to_cell else reading


def _pid(handle: int) -> int:
    lines = Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("Pid:")))
