"""sandboxd: keeps cells ready, lends each to one judge for one use, and ends it whatever happens to the judge.

Theory of operation::

    judge ──(unix socket, the lease)──► daemon ──(control socket)──► zygote ──fork──► cell, cell, cell …
      └────────────────(three pipes: requests, replies, output)───────────────────────►┘

- The daemon is trusted and small: standard library only, one thread, no broker, no database, no exercise, no answer.
  It never reads what goes through a cell's pipes, and opens no file that a cell could have made.
- The zygote (:mod:`runner.harness.zygote`) runs inside bubblewrap with numpy and torch imported. It gets no byte of a
  learner's. The daemon restarts it after a crash, later each time, and replaces it after so many cells or minutes,
  so that whatever could slowly go wrong in it does not last; the old one serves until the new one is ready.
- A cell waits with every door closed that is the same for all. Its judge sends the submission's limits, the cell sets
  them, and the judge reads the kernel's account of it before it sends the learner's source.
- A lease is a connection. The judge sends one request and receives the cell's pipes with the answer. When the
  connection ends, by whatever cause, or its time is over, the daemon kills the cell's init and with it, by the kernel's
  hand, every process in the cell's namespace; then it orders a new cell. No cell is ever lent twice.
- Each cell's init also waits for the end of a pipe that only the daemon holds, and the zygote dies with bubblewrap,
  which dies with the daemon, which dies with the process that started it: nothing is left, whoever is killed first.

Where a zygote can't be had here, there are no ready cells, and judges make theirs cold: slower, never less closed.
"""

from __future__ import annotations

import argparse
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
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runner.protocol import Limits
from runner.sandbox import bubblewrap, ids, memory

_DISK_MIB = Limits().disk_mib
_MAX_LEASE_S = 600.0
_MARGIN_S = 90.0  # a lease's time beyond the learner's: the checks compute too
_START_S = 120.0
_BACK_OFF_S = (0.0, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
_TICK_S = 0.05
_IDLE_TICK_S = 1.0
_MAX_MESSAGE = 4_096
_CREDENTIALS = struct.Struct("3i")
_PR_SET_PDEATHSIG = 1


@dataclass(eq=False)
class Cell:
    """One cell, from the order to make it until its process is buried."""

    number: int
    disk_mib: int
    claim: ids.Claim | None
    alive: int = -1  # its init exits at this pipe's end
    pipes: list[int] = field(default_factory=list)  # requests, replies, printed
    init: int = -1  # descriptors of its two processes, and their pids here
    runner: int = -1
    init_pid: int = 0
    pid: int = 0
    namespaces: dict[str, str] = field(default_factory=dict)  # as the kernel names them
    lease: Lease | None = None
    over: bool = False

    @property
    def uid(self) -> int | None:
        return self.claim.uid if self.claim else None

    def end(self) -> None:
        """Kill everything in it. Idempotent."""
        self.over = True
        if self.init >= 0:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # its pipe's end ends it too
                signal.pidfd_send_signal(self.init, signal.SIGKILL)
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
class Lease:
    """A judge's connection."""

    connection: socket.socket
    cell: Cell | None = None
    memory_mib: int = 0
    disk_mib: int = 0
    seconds: float = 0.0
    deadline: float = 0.0

    def tell(self, message: dict[str, Any], descriptors: list[int]) -> None:
        """Raises OSError: the judge has gone."""
        socket.send_fds(self.connection, [json.dumps(message).encode()], descriptors)


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
        """Have a cell made around these ends of its pipes. Raises OSError: the zygote has gone."""
        self.made += 1
        order = {"make": cell.number, "uid": cell.uid, "disk_mib": cell.disk_mib}
        socket.send_fds(self.control, [json.dumps(order).encode()], descriptors)

    def end(self) -> None:
        """Kill it; bubblewrap's end is the end of everything under it."""
        self.control.close()
        self.process.kill()
        self.process.wait()


class Daemon:
    """The loop. ``cells`` are kept, ready or lent; more only while judges wait."""

    def __init__(self, listener: socket.socket, cells: int, recycle_cells: int, recycle_s: float) -> None:
        self._cells, self._recycle_cells, self._recycle_s = cells, recycle_cells, recycle_s
        self._numbers = itertools.count(1)
        self._memory = memory.open_level()
        self._zygotes: list[Zygote] = []  # the oldest first; one that is not ready is last
        self._leases: set[Lease] = set()
        self._ready: list[Cell] = []
        self._waiting: list[Lease] = []
        self._starts = 0  # of zygotes, since a cell was last ready
        self._start_at = 0.0
        self._selector = selectors.DefaultSelector()
        self._watch(listener, lambda: self._accept(listener))

    def run(self) -> None:
        """Serve until the process is told to end."""
        try:
            while True:
                self._tend(time.monotonic())
                for key, _ in self._selector.select(_TICK_S if self._busy or not self._zygotes else _IDLE_TICK_S):
                    if self._selector.get_map().get(key.fd) is key:  # an earlier event may have closed it
                        key.data()
        finally:
            for zygote in self._zygotes:
                zygote.end()
            self._memory.close()

    @property
    def _busy(self) -> bool:
        return any(lease.cell for lease in self._leases)

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
            lease.memory_mib, lease.disk_mib = int(request["memory_mib"]), int(request["disk_mib"])
            lease.seconds = min(float(request["seconds"]) + _MARGIN_S, _MAX_LEASE_S)
        except (OSError, ValueError, KeyError, TypeError):
            self._end_lease(lease)
            return
        self._waiting.append(lease)
        self._lend()

    def _lend(self) -> None:
        for lease in list(self._waiting):
            cell = next((cell for cell in self._ready if cell.disk_mib == lease.disk_mib), None)
            if cell is None:
                continue
            self._waiting.remove(lease)
            self._ready.remove(cell)
            lease.cell, cell.lease = cell, lease
            lease.deadline = time.monotonic() + lease.seconds
            told = {"uid": cell.uid, "init": cell.init_pid, "pid": cell.pid, "namespaces": cell.namespaces}
            try:
                self._memory.limit(cell.number, cell.pid, lease.memory_mib)
                lease.tell(told | {"memory": self._memory.name}, cell.pipes)
            except OSError as error:
                _say(f"a cell could not be lent: {error}")
                self._end_lease(lease)
            cell.close_pipes()

    def _end_lease(self, lease: Lease) -> None:
        self._selector.unregister(lease.connection)
        lease.connection.close()
        self._leases.discard(lease)
        if lease in self._waiting:
            self._waiting.remove(lease)
        if lease.cell is not None:
            lease.cell.end()

    # Zygotes.

    def _tend(self, now: float) -> None:
        """What is due: leases that are over, memory, zygotes, new cells."""
        self._memory.sweep()
        for lease in list(self._leases):
            if (cell := lease.cell) is None or cell.over:
                continue
            if now > lease.deadline:
                self._end_lease(lease)
            elif self._memory.exceeded(cell.number, cell.pid):
                self._tell_end(lease, {"status": -signal.SIGKILL, "why": "memory"})
                cell.end()
        newest = self._zygotes[-1] if self._zygotes else None
        if newest is None or (newest.ready and self._is_old(newest, now)):
            self._start(now)
        elif not newest.ready and now - newest.born > _START_S:
            self._drop(newest, "the zygote does not get ready")
        serving = [zygote for zygote in self._zygotes if zygote.ready]
        for zygote in serving[:-1]:  # its ready cells are lent no more; those at work come to their end
            for cell in zygote.cells.values():
                if cell.lease is None and not cell.over:
                    self._give_up(cell)
            if not zygote.cells:
                self._drop(zygote)
        if serving:
            self._fill(serving[-1])

    def _is_old(self, zygote: Zygote, now: float) -> bool:
        return zygote.made >= self._recycle_cells or now - zygote.born > self._recycle_s

    def _start(self, now: float) -> None:
        if now < self._start_at:
            return
        self._start_at = now + _BACK_OFF_S[min(self._starts, len(_BACK_OFF_S) - 1)]
        self._starts += 1
        try:
            zygote = Zygote.start()
        except (OSError, bubblewrap.BubblewrapError) as error:
            _say(f"no zygote: {error}")
            return
        self._zygotes.append(zygote)
        self._watch(zygote.control, lambda: self._listen(zygote))

    def _drop(self, zygote: Zygote, why: str = "") -> None:
        if why:
            _say(why)
        self._selector.unregister(zygote.control)
        self._zygotes.remove(zygote)
        zygote.end()
        for cell in list(zygote.cells.values()):
            if cell.lease is not None and cell.lease in self._leases:
                self._end_lease(cell.lease)
            self._bury(zygote, cell)

    def _fill(self, zygote: Zygote) -> None:
        """Order new cells: all that are missing while nobody is at work, else no more than are needed soon."""
        living = [cell for cell in zygote.cells.values() if not cell.over]
        making = Counter(cell.disk_mib for cell in living if not cell.namespaces)
        wanted = list((Counter(lease.disk_mib for lease in self._waiting) - making).elements())
        spare = self._cells - len(living) - len(wanted)
        if self._busy:
            spare = min(spare, self._cells // 2 - len(self._ready) - making.total())
        try:
            for disk_mib in wanted + [_DISK_MIB] * spare:
                self._make(zygote, disk_mib)
        except OSError as error:
            self._drop(zygote, f"no cell can be ordered: {error}")

    def _make(self, zygote: Zygote, disk_mib: int) -> None:
        cell = Cell(next(self._numbers), disk_mib, ids.claim())
        zygote.cells[cell.number] = cell
        group = self._memory.admit(cell.number)
        (waits, cell.alive), (requests, to), (from_, replies), (read, printed) = (os.pipe() for _ in range(4))
        cell.pipes = [to, from_, read]
        theirs = [waits, requests, replies, printed, *group]
        try:
            zygote.order(cell, theirs)
        finally:
            for descriptor in theirs:
                os.close(descriptor)

    def _listen(self, zygote: Zygote) -> None:
        """One message of the zygote's, or of a cell that is not yet a learner's."""
        try:
            text, descriptors, _, _ = socket.recv_fds(zygote.control, _MAX_MESSAGE, 2)
        except OSError:
            text = b""
        message: dict[str, Any] = json.loads(text or '{"broken": "it has ended"}')
        cell = zygote.cells.get(message.get("cell", 0))
        if cell is not None:
            self._hear_of_cell(zygote, cell, message, descriptors)
        elif "ready" in message:
            zygote.ready = True
        else:
            self._drop(zygote, f"the zygote is broken: {message['broken']}")

    def _hear_of_cell(self, zygote: Zygote, cell: Cell, message: dict[str, Any], descriptors: list[int]) -> None:
        if "made" in message:
            cell.init, cell.runner = descriptors
            cell.init_pid, cell.pid = _pid(cell.init), _pid(cell.runner)
            if cell.over:  # it was given up meanwhile
                cell.end()
        elif "ready" in message:
            cell.namespaces = message["ready"]
        elif "broken" in message:
            _say(f"a cell could not be made: {message['broken']}")
        elif "ended" in message:
            self._cell_ended(zygote, cell, message["ended"])
        if cell.pid and cell.namespaces and not cell.over and ("made" in message or "ready" in message):
            self._offer(cell)  # the cell may speak before the zygote does

    def _offer(self, cell: Cell) -> None:
        self._starts = 0
        self._ready.append(cell)
        self._lend()
        if cell.lease is None and cell.disk_mib != _DISK_MIB:  # the judge who needed this one has gone
            self._give_up(cell)

    def _cell_ended(self, zygote: Zygote, cell: Cell, how: dict[str, Any]) -> None:
        if cell.lease is not None and not cell.over:
            self._tell_end(cell.lease, how | {"why": "memory" if self._memory.was_killed(cell.number) else ""})
        elif not cell.over:
            _say(f"a cell that nobody had ended: {how}")
        self._bury(zygote, cell)

    def _give_up(self, cell: Cell) -> None:
        cell.end()
        if cell in self._ready:
            self._ready.remove(cell)

    def _bury(self, zygote: Zygote, cell: Cell) -> None:
        """Its process is no more: what was kept for it is free."""
        self._give_up(cell)
        del zygote.cells[cell.number]
        self._memory.forget(cell.number)
        if cell.claim is not None:
            cell.claim.release()

    @staticmethod
    def _tell_end(lease: Lease, news: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            lease.tell(news, [])


def _pid(handle: int) -> int:
    lines = Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("Pid:")))


def _say(text: str) -> None:
    sys.stderr.write(f"sandboxd: {text}\n")
    sys.stderr.flush()


def main(argv: list[str]) -> int:
    """``python -m runner.sandbox.daemon SOCKET …``: serve; end with the parent."""
    parser = argparse.ArgumentParser(prog="sandboxd")
    parser.add_argument("socket", type=Path)
    parser.add_argument("--cells", type=int, default=16)  # what they share of the zygote counts for each of them
    parser.add_argument("--recycle-cells", type=int, default=2_000)
    parser.add_argument("--recycle-s", type=float, default=30 * 60)
    parser.add_argument("--parent", type=int, default=0)
    options = parser.parse_args(argv)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit())
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
            Daemon(listener, options.cells, options.recycle_cells, options.recycle_s).run()
        finally:
            options.socket.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
