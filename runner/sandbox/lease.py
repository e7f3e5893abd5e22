"""A warm cell: one that the daemon had ready, lent to this process for as long as it holds the connection."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import socket
import struct

from runner.protocol import Limits

from .channel import Channel, Death, FloodError

_USUAL = Limits()  # what cells are kept ready for
_PATIENCE_S = 5.0
_LAST_WORDS_S = 5.0
_MAX_MESSAGE = 4_096
_SPIN_S = 200e-6
_LIBC = ctypes.CDLL(None)
_CREDENTIALS = struct.Struct("3i")


class Lease(Channel):
    """The pipes to a cell that somebody else made, and the connection whose end is the cell's end."""

    def __init__(
        self,
        path: str,
        *,
        seconds: float,
        max_body: int,
        max_output: int,
        memory_mib: int = _USUAL.memory_mib,
        disk_mib: int = _USUAL.disk_mib,
    ) -> None:
        """Ask the daemon at ``path``.

        Raises:
            OSError: there is none, it is not ours, or it had no cell within 5 s.
        """
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._connection.settimeout(_PATIENCE_S)
            self._connection.connect(path)
            _require_own(self._connection)
            self._connection.send(
                json.dumps({"memory_mib": memory_mib, "disk_mib": disk_mib, "seconds": seconds}).encode()
            )
            text, descriptors, _, _ = socket.recv_fds(self._connection, _MAX_MESSAGE, 3)
            if len(descriptors) != 3:
                raise ConnectionAbortedError("the daemon gave no cell")
        except BaseException:
            self._connection.close()
            raise
        cell = json.loads(text)
        self.uid: int | None = cell["uid"]
        self.memory_level = str(cell["memory"])
        self._namespaces: dict[str, str] = cell["namespaces"]
        self.posture: dict[str, str] = cell["posture"]
        self._init, self._pid = int(cell["init"]), int(cell["pid"])
        self._death: Death | None = None
        requests, replies, printed = descriptors
        super().__init__(requests, replies, printed, max_body=max_body, max_output=max_output)
        self._processors: set[int] = set()
        if 2 * int(cell["working"]) <= len(os.sched_getaffinity(0)):
            self._take_two_processors()

    def kill(self) -> Death:
        """Let go of the cell, and so end it; the daemon sees to that while this process goes on. Idempotent."""
        if self._death is None:
            self._death = self._news(0)
            with contextlib.suppress(FloodError):
                self._drain()
            self._close_pipes()
            self._connection.close()
            if self._processors:
                os.sched_setaffinity(0, self._processors)
        return self._death

    def mourn(self) -> Death:
        """As :meth:`kill`, for a cell that closed its end: wait a moment for the daemon to tell why it ended."""
        news = self._news(_LAST_WORDS_S)
        self.kill()
        self._death = news
        return news

    def _take_two_processors(self) -> None:
        """While there is one for each: keep this process on the processor where it is, and the cell on the others.

        The two wake each other all the time. A kernel that sees this brings them together on one processor, where they
        take turns instead of working side by side; and to wake a processor that went to sleep takes as long as many an
        answer, so this process looks for that a while before it sleeps. Where every processor has other work, the
        kernel knows better.
        """
        all_of_them = os.sched_getaffinity(0)
        here = {_LIBC.sched_getcpu()}
        with contextlib.suppress(OSError):  # the cell has ended, or one of the two may not be moved here
            os.sched_setaffinity(self._pid, all_of_them - here)
            os.sched_setaffinity(0, here)
            self._processors = all_of_them
            self._spin_s = _SPIN_S

    def namespace(self, kind: str) -> str | None:
        """The kernel's name for the cell's namespace, as the daemon read it when the cell was made."""
        return self._namespaces.get(kind)

    @property
    def pids(self) -> tuple[int, int]:
        """This host's ids of the cell's init and of its process."""
        return self._init, self._pid

    @property
    def pid(self) -> int:
        return self._pid

    def _init_pid(self) -> int:
        return self._init

    def _news(self, seconds: float) -> Death:
        """What the daemon says of the cell's end; where it says nothing in time, we end it."""
        poll = select.poll()
        poll.register(self._connection, select.POLLIN)
        if not poll.poll(seconds * 1000):
            return Death()
        with contextlib.suppress(OSError, ValueError):
            news = json.loads(self._connection.recv(_MAX_MESSAGE))
            return Death(news["status"], news.get("cpu_s", 0.0), news["why"])
        return Death(why="lost")


def _require_own(connection: socket.socket) -> None:
    """Only a daemon of this user or of root may say what closed is. Raises PermissionError."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    uid = _CREDENTIALS.unpack(credentials)[1]
    if uid not in (0, os.geteuid()):
        raise PermissionError(f"the daemon belongs to user {uid}")
