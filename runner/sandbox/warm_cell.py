"""A cell that the daemon had ready, lent to this process for as long as it holds the connection."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import socket
import struct
from typing import Any

from runner.protocol import Limits

from .cell import Cell
from .channel import Channel, channel_limits
from .errors import CellError
from .process_exit import ProcessExit

_LEASE_SECONDS = 5.0  # to wait for a cell
_MAX_MESSAGE_BYTES = 4_096
_SPIN_SECONDS = 200e-6
_LIBC = ctypes.CDLL(None)
_CREDENTIALS = struct.Struct("3i")


class WarmCell(Cell):
    """A process that the daemon made, and the connection that keeps it: the cell ends when the connection does."""

    def __init__(self, limits: Limits, path: str, wait_s: float = _LEASE_SECONDS) -> None:
        """Ask the daemon whose socket is at ``path``.

        Raises:
            CellError: there is no daemon, it belongs to another user, or it had no cell within ``wait_s`` seconds.
        """
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            lease, pipes = self._borrow(limits, path, wait_s)
        except OSError as error:
            self._connection.close()
            raise CellError(f"no cell from the daemon: {error}") from error
        except BaseException:
            self._connection.close()
            raise
        requests, replies, output = pipes
        channel = Channel(requests, replies, output, **channel_limits(limits))
        super().__init__(limits, channel, lease["uid"], lease["security_status"])
        self.memory_level = str(lease["memory"])
        self._namespaces: dict[str, str] = lease["namespaces"]
        self._init_pid, self._pid = int(lease["init"]), int(lease["pid"])
        self._processors: set[int] = set()  # what this process was allowed before
        if 2 * int(lease["working"]) <= len(os.sched_getaffinity(0)):
            self._take_two_processors()

    def _borrow(self, limits: Limits, path: str, wait_s: float) -> tuple[dict[str, Any], list[int]]:
        """Return the daemon's description of the cell, and the descriptors of its pipes."""
        self._connection.settimeout(wait_s)
        self._connection.connect(path)
        _require_own(self._connection)
        request = {"memory_mib": limits.memory_mib, "disk_mib": limits.disk_mib, "seconds": limits.wall_s}
        self._connection.send(json.dumps(request).encode())
        text, descriptors, _, _ = socket.recv_fds(self._connection, _MAX_MESSAGE_BYTES, 3)
        if len(descriptors) != 3:
            raise ConnectionAbortedError("the daemon gave no cell")
        return json.loads(text), descriptors

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def init_pid(self) -> int:
        return self._init_pid

    def namespace(self, kind: str) -> str | None:
        """Return the namespace that the daemon read when the cell was made."""
        return self._namespaces.get(kind)

    def _wait(self, seconds: float) -> None:
        self._has_message(seconds)

    def _has_message(self, seconds: float = 0.0) -> bool:
        """Whether the daemon has reported the exit, or has ended, now or within this time."""
        poll = select.poll()
        poll.register(self._connection, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _end(self) -> ProcessExit:
        """Return the daemon's report of the exit, if there is one. It ends the cell when the connection closes."""
        if not self._has_message():
            return ProcessExit()
        with contextlib.suppress(OSError, ValueError):
            message = json.loads(self._connection.recv(_MAX_MESSAGE_BYTES))
            return ProcessExit(message["status"], message.get("cpu_s", 0.0), message["cause"])
        return ProcessExit(cause="lost")

    def _release(self) -> None:
        self._connection.close()
        if self._processors:
            os.sched_setaffinity(0, self._processors)

    def _take_two_processors(self) -> None:
        """Keep this process on its processor and the cell on the others, while there is one for each.

        The two wake each other all the time. A kernel that sees this brings them together on one processor, where they
        take turns instead of working side by side. Waking a processor that went to sleep takes as long as many an
        answer, so this process polls for a while before it sleeps. Where every processor has other work, the kernel
        schedules better than we could.
        """
        processors = os.sched_getaffinity(0)
        own = {_LIBC.sched_getcpu()}
        with contextlib.suppress(OSError):  # the cell has ended, or one of the two may not be moved here
            os.sched_setaffinity(self._pid, processors - own)
            os.sched_setaffinity(0, own)
            self._processors = processors
            self._channel.spin_seconds = _SPIN_SECONDS


def _require_own(connection: socket.socket) -> None:
    """Accept only a daemon of this user or of root. Raises PermissionError."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    uid = _CREDENTIALS.unpack(credentials)[1]
    if uid not in (0, os.geteuid()):
        raise PermissionError(f"the daemon belongs to user {uid}")
