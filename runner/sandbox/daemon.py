"""sandboxd: keeps cells ready, lends each to one judge for one use, and ends it whatever happens to the judge.

Theory of operation::

    judge ──(unix socket, the lease)──► daemon ──(control socket)──► zygote ──fork──► cell, cell, cell …
      └────────────────(three pipes: requests, replies, output)───────────────────────►┘

- The daemon is trusted and small: standard library only, one thread, no broker, no database, no exercise, no answer.
  It never reads what goes through a cell's pipes, and opens no file that a cell could have made.
- The zygote (:mod:`runner.harness.zygote`) runs inside bubblewrap with numpy and torch imported. It gets no byte of a
  learner's. The daemon's owner says how it is started; the daemon restarts it after a crash, later each time, and
  replaces it after so many cells or minutes, so that whatever could slowly go wrong in it does not last; the old one
  serves until the new one is ready.
- A cell waits with every door closed that is the same for all (:mod:`runner.harness.confine`), and its judge learns
  with the lease what the kernel says of them, before it sends a learner's byte. The cell sets its submission's limits
  first, and reads no further where it can't.
- A lease is a connection. The judge sends one request and receives the cell's pipes with the answer. When the
  connection ends, by whatever cause, or its time is over, the daemon kills the cell's init and with it, by the kernel's
  hand, every process in the cell's namespace; then it orders a new cell. No cell is ever lent twice.
- A cell's init also ends with a pipe that the daemon holds; the zygote dies with bubblewrap, which dies with the
  daemon, which dies with the process that started it: nothing is left, whoever is killed first.

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
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.sandbox import ids, memory
from runner.sandbox.zygote import Cell, Size, Zygote, send

_MAX_LEASE_S = 600.0
_MARGIN_S = 90.0  # a lease's time beyond the learner's: the checks compute too
_START_S = 120.0
_BACK_OFF_S = (0.0, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
_TICK_S, _IDLE_TICK_S = 0.05, 1.0
_MAX_MESSAGE = 4_096
_CREDENTIALS = struct.Struct("3i")
_PR_SET_PDEATHSIG = 1


@dataclass(eq=False)
class Lease:
    """A judge's connection."""

    connection: socket.socket
    cell: Cell | None = None
    size: Size | None = None  # of the cell that is asked for
    seconds: float = 0.0
    deadline: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What the daemon's owner wants."""

    zygote: list[str]  # the command line of one, as Zygote.start takes it
    cells: int  # that are kept, ready or lent; more only while judges wait
    size: Size  # of each, unless a judge asks for another
    recycle_cells: int
    recycle_s: float


class Daemon:
    """The loop."""

    def __init__(self, listener: socket.socket, plan: Plan) -> None:
        self._plan = plan
        self._numbers = itertools.count(1)
        self._memory = memory.open_level()
        self._zygotes: list[Zygote] = []  # the oldest first; one that is not ready is last
        self._leases: set[Lease] = set()
        self._ready: list[Cell] = []
        self._waiting: list[Lease] = []
        self._starts = 0  # of zygotes, since a cell was last ready
        self._start_at = 0.0
        self._look_at = 0.0  # after the leases again
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
        self._hear(lease)  # a judge asks at once

    def _hear(self, lease: Lease) -> None:
        """A judge's one request, or the end of its connection."""
        try:
            text = lease.connection.recv(_MAX_MESSAGE)
            if not text or lease.seconds:
                raise ConnectionError
            request = json.loads(text)
            lease.size = Size(int(request["memory_mib"]), int(request["disk_mib"]))
            lease.seconds = min(float(request["seconds"]) + _MARGIN_S, _MAX_LEASE_S)
        except BlockingIOError:  # not yet
            return
        except (OSError, ValueError, KeyError, TypeError):
            self._end_lease(lease)
            return
        self._waiting.append(lease)
        self._lend()

    def _lend(self) -> None:
        for lease in list(self._waiting):
            cell = next((cell for cell in self._ready if cell.size == lease.size), None)
            if cell is None:
                continue
            self._ready.remove(cell)
            self._waiting.remove(lease)
            lease.cell, cell.lent = cell, True
            lease.deadline = time.monotonic() + lease.seconds
            working = sum(lease.cell is not None for lease in self._leases)
            told = {"uid": cell.uid, "init": cell.init_pid, "pid": cell.pid, "working": working, **cell.told}
            with contextlib.suppress(OSError):  # the judge has gone, as its connection will say
                send(lease.connection, told | {"memory": self._memory.name}, cell.pipes)
            cell.close_pipes()

    def _end_lease(self, lease: Lease) -> None:
        self._selector.unregister(lease.connection)
        lease.connection.close()
        self._leases.discard(lease)
        if lease in self._waiting:
            self._waiting.remove(lease)
        if lease.cell is not None:
            lease.cell.end()

    def _look_after_leases(self, now: float) -> None:
        self._memory.sweep()
        for lease in list(self._leases):
            if (cell := lease.cell) is None or cell.over:
                continue
            if now > lease.deadline:
                self._end_lease(lease)
            elif self._memory.exceeded(cell.number, cell.pid):
                self._tell_end(lease, {"status": -signal.SIGKILL, "why": "memory"})
                cell.end()

    # Zygotes.

    def _tend(self, now: float) -> None:
        """What is due: leases that are over, memory, zygotes, new cells."""
        if now >= self._look_at:
            self._look_at = now + _TICK_S
            self._look_after_leases(now)
        newest = self._zygotes[-1] if self._zygotes else None
        if newest is None or self._is_old(newest, now):
            self._start(now)
        elif not newest.ready and now - newest.born > _START_S:
            self._drop(newest, "the zygote does not get ready")
        serving = [zygote for zygote in self._zygotes if zygote.ready]
        for zygote in serving[:-1]:  # its ready cells are lent no more; those at work come to their end
            for cell in zygote.cells.values():
                if not cell.lent and not cell.over:
                    self._give_up(cell)
            if not zygote.cells:
                self._drop(zygote, "a zygote was replaced")
        if serving:
            self._fill(serving[-1])

    def _is_old(self, zygote: Zygote, now: float) -> bool:
        return zygote.ready and (zygote.made >= self._plan.recycle_cells or now - zygote.born > self._plan.recycle_s)

    def _start(self, now: float) -> None:
        if now < self._start_at:
            return
        self._start_at = now + _BACK_OFF_S[min(self._starts, len(_BACK_OFF_S) - 1)]
        self._starts += 1
        try:
            zygote = Zygote.start(self._plan.zygote)
        except OSError as error:
            _say(f"no zygote: {error}")
            return
        self._zygotes.append(zygote)
        self._watch(zygote.control, lambda: self._listen(zygote))

    def _drop(self, zygote: Zygote, why: str) -> None:
        _say(why)
        self._selector.unregister(zygote.control)
        self._zygotes.remove(zygote)
        zygote.end()
        for lease in [lease for lease in self._leases if lease.cell in zygote.cells.values()]:
            self._end_lease(lease)
        for cell in list(zygote.cells.values()):
            self._bury(zygote, cell)

    def _fill(self, zygote: Zygote) -> None:
        """Order new cells: all that are missing while nobody is at work, else no more than are needed soon."""
        living = [cell for cell in zygote.cells.values() if not cell.over]
        making = Counter(cell.size for cell in living if not cell.told)
        wanted = list((Counter(lease.size for lease in self._waiting if lease.size) - making).elements())
        spare = self._plan.cells - len(living) - len(wanted)
        if self._busy:
            spare = min(spare, self._plan.cells // 2 - len(self._ready) - making.total())
        try:
            for size in wanted + [self._plan.size] * spare:
                self._make(zygote, size)
        except OSError as error:
            self._drop(zygote, f"no cell can be ordered: {error}")

    def _make(self, zygote: Zygote, size: Size) -> None:
        cell = Cell(next(self._numbers), size, ids.claim())
        zygote.cells[cell.number] = cell
        group = self._memory.admit(cell.number)
        (waits, cell.alive), (requests, to), (from_, replies), (read, printed) = (os.pipe() for _ in range(4))
        cell.pipes = [to, from_, read]
        theirs = [waits, requests, replies, printed, *group]
        zygote.made += 1
        try:
            send(zygote.control, {"make": cell.number, "uid": cell.uid, "disk_mib": size.disk_mib}, theirs)
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
            cell.hold(*descriptors)
        elif "ready" in message:
            cell.told = message["ready"]
        elif "broken" in message:
            _say(f"a cell could not be made: {message['broken']}")
        elif "ended" in message:
            why = "memory" if self._memory.was_killed(cell.number) else ""
            for lease in self._leases:
                if lease.cell is cell and not cell.over:
                    self._tell_end(lease, message["ended"] | {"why": why})
            if not cell.lent and not cell.over:
                _say(f"a cell that nobody had ended: {message['ended']}")
            self._bury(zygote, cell)
        if cell.pid and cell.told and not cell.over and ("made" in message or "ready" in message):
            self._offer(cell)  # the cell may speak before the zygote does

    def _offer(self, cell: Cell) -> None:
        self._starts = 0
        try:
            self._memory.limit(cell.number, cell.pid, cell.size.memory_mib)
        except OSError as error:
            _say(f"a cell could not be held in its memory: {error}")
            cell.end()
            return
        self._ready.append(cell)
        self._lend()
        if not cell.lent and cell.size != self._plan.size:  # the judge who needed this one has gone
            self._give_up(cell)

    def _give_up(self, cell: Cell) -> None:
        cell.end()
        if cell in self._ready:
            self._ready.remove(cell)

    def _bury(self, zygote: Zygote, cell: Cell) -> None:
        """Its process is no more: what was kept for it is free."""
        self._give_up(cell)
        cell.close()
        del zygote.cells[cell.number]
        self._memory.forget(cell.number)
        if cell.claim is not None:
            cell.claim.release()

    @staticmethod
    def _tell_end(lease: Lease, news: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            send(lease.connection, news)


def _say(text: str) -> None:
    sys.stderr.write(f"sandboxd: {text}\n")
    sys.stderr.flush()


def main(argv: list[str]) -> int:
    """``python -m runner.sandbox.daemon SOCKET … -- ZYGOTE``: serve; end with the parent."""
    parser = argparse.ArgumentParser(prog="sandboxd")
    parser.add_argument("socket", type=Path)
    parser.add_argument("zygote", nargs="+")
    parser.add_argument("--memory-mib", type=int, required=True)
    parser.add_argument("--disk-mib", type=int, required=True)
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
    size = Size(options.memory_mib, options.disk_mib)
    plan = Plan(options.zygote, options.cells, size, options.recycle_cells, options.recycle_s)
    options.socket.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        before = os.umask(0o177)
        listener.bind(str(options.socket))
        os.umask(before)
        listener.listen(64)
        try:
            Daemon(listener, plan).run()
        finally:
            options.socket.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
