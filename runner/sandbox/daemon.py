"""sandboxd: keeps cells ready, lends each to one judge for one use, and ends it whatever happens to the judge.

Theory of operation::

    judge ──(unix socket, the lease)──► daemon ──(control socket)──► zygote ──fork──► cell, cell, cell …
      └────────────────(three pipes: requests, replies, output)───────────────────────►┘

- The daemon is trusted and small: standard library only, one thread, no broker, no database, no exercise, no answer.
  It never reads what goes through a cell's pipes, and opens no file that a cell could have made.
- The zygote (:mod:`runner.harness.zygote`) runs inside bubblewrap with numpy and torch imported. It gets no byte of a
  learner's. The daemon restarts it after a crash, later each time, and replaces it after so many cells or minutes,
  so that whatever could slowly go wrong in it does not last.
- A cell is made ahead of time, as far as it can be closed without knowing whose it will be: its namespaces are its
  own, its seeds are drawn. Its judge then sends the limits, the cell closes the rest (:mod:`runner.harness.confine`)
  and the judge reads the kernel's account of it before it sends the learner's source. Larger limits and smaller ones
  are therefore the same to a ready cell.
- A lease is a connection. The judge sends one request and receives the cell's pipes with the answer. When the
  connection ends, by whatever cause, or its time is over, the daemon kills the cell's init and with it, by the kernel's
  hand, every process in the cell's namespace; then it orders a new cell. No cell is ever lent twice.
- Each cell's init also waits for the end of a pipe that only the daemon holds, and the zygote dies with bubblewrap,
  which dies with the daemon, which dies with the process that started it: nothing is left, whoever is killed first.

Where a zygote can't be had here, there are no ready cells, and judges make theirs cold: slower, never less closed.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import ctypes
import itertools
import json
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runner.sandbox import bubblewrap, memory

CELLS = 16  # what they share of the zygote counts for each of them
_RECYCLE_CELLS = 2_000
_RECYCLE_S = 30 * 60.0
_MAX_LEASE_S = 600.0
_MARGIN_S = 90.0  # a lease's time beyond the learner's: the checks compute too
_BACK_OFF_S = (0.0, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
_TICK_S = 0.05
_IDLE_TICK_S = 1.0
_MAX_MESSAGE = 4_096
_CREDENTIALS = struct.Struct("3i")
_PR_SET_PDEATHSIG = 1


@dataclass(eq=False)
class Cell:
    """One cell, from the order to make it to its end."""

    number: int
    uid: int | None
    requests: int
    replies: int
    printed: int
    alive: int  # its init exits at this pipe's end
    init: int = -1  # descriptors of its two processes, and their pids here
    runner: int = -1
    init_pid: int = 0
    pid: int = 0
    namespaces: dict[str, str] = field(default_factory=dict)  # as the kernel names them
    lease: Lease | None = None

    def hand_over(self, connection: socket.socket, level: str) -> None:
        """Give the pipes to the judge, and keep no copy."""
        told = {"uid": self.uid, "init": self.init_pid, "pid": self.pid, "memory": level, "namespaces": self.namespaces}
        pipes = [self.requests, self.replies, self.printed]
        socket.send_fds(connection, [json.dumps(told).encode()], pipes)
        self._close("requests", "replies", "printed")

    def end(self) -> None:
        """Kill everything in it. Idempotent."""
        if self.init >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.init, signal.SIGKILL)
        self._close("requests", "replies", "printed", "alive", "init", "runner")

    def _close(self, *names: str) -> None:
        for name in names:
            if getattr(self, name) >= 0:
                os.close(getattr(self, name))
                setattr(self, name, -1)


@dataclass(eq=False)
class Lease:
    """A judge's connection."""

    connection: socket.socket
    cell: Cell | None = None
    memory_mib: int = 0
    seconds: float = 0.0
    deadline: float = 0.0


@dataclass(eq=False)
class Zygote:
    """A running zygote and the cells that came out of it."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    born: float = field(default_factory=time.monotonic)
    ready: bool = False
    made: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)

    @classmethod
    def start(cls) -> Zygote:
        """Start one; it says on its control socket when it has imported everything.

        Raises:
            OSError, bubblewrap.BubblewrapError: it can't be started here.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(
                bubblewrap.zygote_command(control=theirs.fileno()), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),), start_new_session=True, env={},
            )  # fmt: skip
        return cls(process, ours)

    def order(self, cell: Cell, descriptors: list[int]) -> None:
        """Have a cell made around these ends of its pipes."""
        self.made += 1
        self.cells[cell.number] = cell
        text = json.dumps({"make": cell.number, "user_namespace": cell.uid is None}).encode()
        socket.send_fds(self.control, [text], descriptors)

    def end(self) -> None:
        """Kill it; bubblewrap's end is the end of everything under it."""
        for cell in self.cells.values():
            cell.end()
        self.control.close()
        self.process.kill()
        self.process.wait()


class Daemon:
    """The loop. ``cells`` are kept, ready or lent; more only while judges wait."""

    def __init__(self, listener: socket.socket, cells: int = CELLS) -> None:
        self._cells = cells
        self._numbers = itertools.count(1)
        self._first_uid = bubblewrap.drops_to()
        self._memory = memory.open_level()
        self._zygotes: list[Zygote] = []  # the newest last; the others only end the leases they have
        self._leases: set[Lease] = set()
        self._ready: collections.deque[Cell] = collections.deque()
        self._waiting: collections.deque[Lease] = collections.deque()
        self._crashes = 0
        self._start_at = 0.0
        self._ending = False
        self._selector = selectors.DefaultSelector()
        self._watch(listener, lambda: self._accept(listener))

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            while not self._ending:
                self._tend()
                busy = any(lease.cell for lease in self._leases) or not self._zygotes
                for key, _ in self._selector.select(_TICK_S if busy else _IDLE_TICK_S):
                    if key.fd in self._selector.get_map():  # an earlier event may have closed it
                        key.data()
        finally:
            for zygote in self._zygotes:
                zygote.end()
            for lease in self._leases:
                lease.connection.close()
            self._memory.close()

    def _stop(self, *_: Any) -> None:
        self._ending = True

    def _watch(self, source: socket.socket, react: Callable[[], None]) -> None:
        self._selector.register(source, selectors.EVENT_READ, react)

    # Judges.

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        if _CREDENTIALS.unpack(credentials)[1] not in (0, os.geteuid()):
            connection.close()
            return
        connection.setblocking(False)
        lease = Lease(connection)
        self._leases.add(lease)
        self._watch(connection, lambda: self._hear(lease))

    def _hear(self, lease: Lease) -> None:
        """A judge's one request, or the end of its connection."""
        try:
            text = lease.connection.recv(_MAX_MESSAGE)
            if not text or lease.seconds:
                raise ConnectionError
            request = json.loads(text)
            lease.memory_mib = int(request["memory_mib"])
            lease.seconds = min(float(request["seconds"]) + _MARGIN_S, _MAX_LEASE_S)
        except (OSError, ValueError, KeyError, TypeError):
            self._end_lease(lease)
            return
        self._waiting.append(lease)
        self._lend()

    def _lend(self) -> None:
        while self._waiting and self._ready:
            lease, cell = self._waiting.popleft(), self._ready.popleft()
            try:
                self._memory.limit(cell.number, cell.pid, lease.memory_mib)
            except OSError:  # it ended while it waited, so the next one serves
                self._waiting.appendleft(lease)
                self._end_cell(cell)
                continue
            lease.cell, cell.lease = cell, lease
            lease.deadline = time.monotonic() + lease.seconds
            try:
                cell.hand_over(lease.connection, self._memory.name)
            except OSError:
                self._end_lease(lease)

    def _end_lease(self, lease: Lease) -> None:
        self._selector.unregister(lease.connection)
        lease.connection.close()
        self._leases.discard(lease)
        if lease in self._waiting:
            self._waiting.remove(lease)
        if lease.cell is not None:
            self._end_cell(lease.cell)

    def _end_cell(self, cell: Cell) -> None:
        cell.end()
        for zygote in self._zygotes:
            zygote.cells.pop(cell.number, None)
        if cell in self._ready:
            self._ready.remove(cell)
        self._memory.forget(cell.number)

    # The zygote.

    def _tend(self) -> None:
        """What is due: leases that are over, memory, the zygote, new cells."""
        now = time.monotonic()
        self._memory.sweep()
        for lease in list(self._leases):
            if lease.cell is not None and now > lease.deadline:
                self._end_lease(lease)
            elif lease.cell is not None and self._memory.exceeded(lease.cell.number, lease.cell.pid):
                self._tell_end(lease.cell, 137, "memory")
                lease.cell.end()
        for zygote in self._zygotes[:-1]:
            if not zygote.cells:
                self._drop(zygote)
        if not self._zygotes:
            self._start(now)
        elif self._due(self._zygotes[-1], now):
            self._retire(self._zygotes[-1])
            self._start(now)
        elif self._zygotes[-1].ready:
            self._fill(self._zygotes[-1])

    @staticmethod
    def _due(zygote: Zygote, now: float) -> bool:
        return zygote.ready and (zygote.made >= _RECYCLE_CELLS or now - zygote.born > _RECYCLE_S)

    def _start(self, now: float) -> None:
        if now < self._start_at:
            return
        self._start_at = now + _BACK_OFF_S[min(self._crashes, len(_BACK_OFF_S) - 1)]
        self._crashes += 1  # until it has proven itself
        try:
            zygote = Zygote.start()
        except (OSError, bubblewrap.BubblewrapError) as error:
            _say(f"no zygote: {error}")
            return
        self._zygotes.append(zygote)
        self._watch(zygote.control, lambda: self._listen(zygote))

    def _retire(self, zygote: Zygote) -> None:
        """Its ready cells are lent no more; those at work come to their end."""
        for cell in list(zygote.cells.values()):
            if cell.lease is None:
                self._end_cell(cell)

    def _drop(self, zygote: Zygote) -> None:
        self._selector.unregister(zygote.control)
        self._zygotes.remove(zygote)
        for cell in list(zygote.cells.values()):
            if cell.lease is not None:
                self._end_lease(cell.lease)
            else:
                self._end_cell(cell)
        zygote.end()

    def _fill(self, zygote: Zygote) -> None:
        """Order new cells: all that are missing while nobody is at work, else no more than are needed soon."""
        making = sum(cell.pid == 0 for cell in zygote.cells.values())
        wanted = self._cells - len(zygote.cells)
        if self._waiting:
            wanted = max(wanted, len(self._waiting)) - making
        elif self._busy():
            wanted = min(wanted, self._cells // 2 - len(self._ready) - making)
        try:
            for _ in range(wanted):
                self._make(zygote)
        except OSError as error:
            _say(f"the zygote takes no order: {error}")
            self._drop(zygote)

    def _busy(self) -> bool:
        return any(lease.cell for lease in self._leases)

    def _make(self, zygote: Zygote) -> None:
        number = next(self._numbers)
        uid = None if self._first_uid is None else bubblewrap.nth_uid(self._first_uid, number)
        (requests, to), (from_, replies), (read, printed), (waits, alive) = (os.pipe() for _ in range(4))
        try:
            zygote.order(Cell(number, uid, to, from_, read, alive), [requests, replies, printed, waits])
        finally:
            for descriptor in (requests, replies, printed, waits):
                os.close(descriptor)

    def _listen(self, zygote: Zygote) -> None:
        """One message of the zygote's, or of a cell that is not yet a learner's."""
        try:
            text, descriptors, _, _ = socket.recv_fds(zygote.control, _MAX_MESSAGE, 2)
        except OSError:
            text, descriptors = b"", []
        if not text:
            _say("the zygote has ended")
            self._drop(zygote)
            return
        message: dict[str, Any] = json.loads(text)
        if "zygote" in message:
            zygote.ready = message["zygote"] == "ready"
            if zygote.ready:
                self._crashes = 0
            else:
                _say(f"the zygote is broken: {message['zygote']}")
            return
        cell = zygote.cells.get(
            next(int(message[what]) for what in ("made", "ready", "ended", "broken") if what in message)
        )
        if cell is None:  # it was given up meanwhile
            for descriptor in descriptors:
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
                os.close(descriptor)
        elif "made" in message:
            cell.init, cell.runner = descriptors
            cell.init_pid, cell.pid = _pid(cell.init), _pid(cell.runner)
            try:
                self._memory.adopt(cell.number, cell.pid)
            except OSError as error:
                _say(f"a cell could not be held in its memory: {error}")
                self._end_cell(cell)
        elif "ready" in message:
            cell.namespaces = _namespaces(cell.pid)
            self._ready.append(cell)
            self._lend()
        elif "broken" in message:
            _say(f"a cell could not be made: {message['reason']}")
        else:
            self._cell_ended(cell, int(message["status"]))

    def _cell_ended(self, cell: Cell, status: int) -> None:
        if cell.lease is None:
            _say(f"a ready cell ended with status {status}")
            self._end_cell(cell)
        else:
            self._tell_end(cell, status, "memory" if self._memory.was_killed(cell.number) else "")

    def _tell_end(self, cell: Cell, status: int, why: str) -> None:
        if cell.lease is not None:
            with contextlib.suppress(OSError):
                cell.lease.connection.send(json.dumps({"status": status, "why": why}).encode())


def _pid(handle: int) -> int:
    lines = Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("Pid:")))


def _namespaces(pid: int) -> dict[str, str]:
    """Looked at while the process is still ours: later, without CAP_SYS_PTRACE, not even root may."""
    found = {}
    for kind in ("mnt", "pid", "net", "ipc", "uts", "cgroup", "user"):
        with contextlib.suppress(OSError):
            found[kind] = os.readlink(f"/proc/{pid}/ns/{kind}")
    return found


def _say(text: str) -> None:
    sys.stderr.write(f"sandboxd: {text}\n")
    sys.stderr.flush()


def main(argv: list[str]) -> int:
    """``python -m runner.sandbox.daemon SOCKET [--cells N] [--parent PID]``: serve; end with the parent."""
    parser = argparse.ArgumentParser(prog="sandboxd")
    parser.add_argument("socket", type=Path)
    parser.add_argument("--cells", type=int, default=CELLS)
    parser.add_argument("--parent", type=int, default=0)
    options = parser.parse_args(argv)
    if options.parent:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != options.parent:
            return 0
    options.socket.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        before = os.umask(0o177)
        listener.bind(str(options.socket))
        os.umask(before)
        listener.listen(64)
        try:
            Daemon(listener, options.cells).run()
        finally:
            options.socket.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
