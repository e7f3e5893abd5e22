"""A zygote and its cells as the daemon holds them: by their descriptors, so that no id is ever another process's."""

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


class Size(NamedTuple):
    """What a cell is made for: it may take this much more memory than it has, and this much of /tmp."""

    memory_mib: int
    disk_mib: int


@dataclass(eq=False)
class Cell:
    """One cell, from the order to make it until its process is buried."""

    number: int
    size: Size
    claim: ids.Claim | None
    alive: int = -1  # its init exits at this pipe's end
    pipes: list[int] = field(default_factory=list)  # requests, replies, printed
    init: int = -1  # descriptors of its two processes, and their pids here
    runner: int = -1
    init_pid: int = 0
    pid: int = 0
    told: dict[str, dict[str, str]] = field(default_factory=dict)  # what the kernel said of it when it was closed
    lent: bool = False
    over: bool = False

    @property
    def uid(self) -> int | None:
        return self.claim.uid if self.claim else None

    def hold(self, init: int, runner: int) -> None:
        """It was made, and these are the descriptors of its processes; it may have been given up meanwhile."""
        self.init, self.runner = init, runner
        self.init_pid, self.pid = _pid(init), _pid(runner)
        if self.over:
            self.end()

    def end(self) -> None:
        """Kill everything in it, as soon as it is made: a zygote that finds its init gone can't go on. Idempotent."""
        self.over = True
        if self.init >= 0:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # its pipe's end ends it too
                signal.pidfd_send_signal(self.init, signal.SIGKILL)
            self.close()

    def close(self) -> None:
        """Let go of it. Idempotent."""
        for descriptor in (self.alive, self.init, self.runner):
            if descriptor >= 0:
                os.close(descriptor)
        self.alive = self.init = self.runner = -1
        self.close_pipes()

    def close_pipes(self) -> None:
        for descriptor in self.pipes:
            os.close(descriptor)
        self.pipes = []


@dataclass(eq=False)
class Zygote:
    """A running zygote and the cells that came out of it and are not yet buried."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    born: float = field(default_factory=time.monotonic)
    ready: bool = False
    made: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)

    @classmethod
    def start(cls, command: Sequence[str]) -> Zygote:
        """Start one; it says on its control socket when it has imported everything.

        ``command`` lacks the socket's descriptor, its last word.

        Raises:
            OSError: it can't be started here.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(
                [*command, str(theirs.fileno())],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),), start_new_session=True, env={},
            )  # fmt: skip
        return cls(process, ours)

    def end(self) -> None:
        """Kill it; bubblewrap's end is the end of everything under it."""
        self.control.close()
        self.process.kill()
        self.process.wait()


def send(to: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Raises OSError: nobody is there any more."""
    socket.send_fds(to, [json.dumps(message).encode()], descriptors)


def _pid(handle: int) -> int:
    lines = Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("Pid:")))
