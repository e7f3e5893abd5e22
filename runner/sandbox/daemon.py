"""sandboxd: keeps cells ready, lends each to one judge for one use, and ends it whatever happens to the judge.

Theory of operation::

    judge ──(unix socket, the lease)──► daemon ──(control socket)──► zygote ──fork──► cell, cell, cell …
      └────────────────(three pipes: requests, replies, output)───────────────────────►┘

- The daemon is trusted and small: standard library only, one thread, no broker, no database, no exercise, no answer.
  It never reads a cell's pipes, and opens no file that a cell could have made.
- The zygote (:mod:`runner.harness.zygote`) runs inside bubblewrap with numpy and torch imported. It never gets a
  learner's byte. The daemon's owner provides its command line. The daemon restarts it after a crash, later each time.
  It also replaces it after a number of cells or minutes, so that nothing that slowly goes wrong in it can last. The old
  one serves until the new one is ready.
- A waiting cell is locked down, except for its submission's limits (:mod:`runner.harness.lockdown`). With the lease,
  its judge gets what the kernel reports about that, before it sends a learner's byte. The cell then sets the limits
  first, and reads no further if it can't.
- A lease is a connection. The judge sends one request and receives the cell's pipes with the answer. When the
  connection ends, for whatever reason, or its time is over, the daemon kills the cell's init. The kernel then kills
  every process in the cell's namespace. The daemon orders a new cell. No cell is ever lent twice.
- A request that isn't one, or asks for too much, is refused. A cell that can't be made is tried again, later each time.
- A cell's init also exits when a pipe that the daemon holds is closed. The zygote dies with bubblewrap, which dies with
  the daemon, which dies with the process that started it. So nothing is left, whichever is killed first.

Where a host can't have a zygote, there are no warm cells, and judges make theirs cold: slower, and locked down alike.
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
from runner.sandbox.back_off import PAUSES_S, BackOff
from runner.sandbox.leases import Lease, read_request
from runner.sandbox.zygote import CellRecord, CellSize, ZygoteProcess, send

_REQUEST_SECONDS = 10.0  # to send a request in
_MAX_CONNECTIONS = 200
_MAX_CELLS = 64  # whoever asks for more waits; each takes some of our descriptors
_START_SECONDS = 120.0
_TICK_SECONDS, _IDLE_TICK_SECONDS = 0.05, 1.0
_MAX_MESSAGE_BYTES = 4_096
_CREDENTIALS = struct.Struct("3i")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DaemonConfig:
    """The settings that the daemon's owner gives it."""

    zygote: list[str]  # its command line, as ZygoteProcess.start takes it
    cells: int  # to keep, ready or lent; more only while judges wait
    size: CellSize  # of each, unless a judge asks for another
    recycle_cells: int
    recycle_s: float


class Daemon:
    """The loop."""

    def __init__(self, listener: socket.socket, config: DaemonConfig) -> None:
        self._config = config
        self._numbers = itertools.count(1)
        self._memory = memory.open_level()
        self._zygotes: list[ZygoteProcess] = []  # oldest first; one that is not ready is last
        self._leases: set[Lease] = set()
        self._ready: list[CellRecord] = []
        self._waiting: list[Lease] = []
        self._starts = 0  # of zygotes, since a cell was last ready
        self._start_at = 0.0
        self._back_offs: dict[CellSize, BackOff] = {}  # of the sizes that can't be made
        self._next_check = 0.0  # when to check the leases again
        self._selector = selectors.DefaultSelector()
        self._watch(listener, lambda: self._accept(listener))

    def run(self) -> None:
        """Serve until the process is told to end."""
        try:
            while True:
                self._maintain(time.monotonic())
                seconds = _TICK_SECONDS if self._is_busy or not self._zygotes else _IDLE_TICK_SECONDS
                for key, _ in self._selector.select(seconds):
                    if self._selector.get_map().get(key.fd) is key:  # an earlier event may have closed it
                        key.data()
        finally:
            for zygote in self._zygotes:
                zygote.end()
            self._memory.close()

    @property
    def _is_busy(self) -> bool:
        return any(lease.cell for lease in self._leases)

    def _watch(self, source: socket.socket, react: Callable[[], None]) -> None:
        self._selector.register(source, selectors.EVENT_READ, react)

    # Judges.

    def _accept(self, listener: socket.socket) -> None:
        try:
            connection, _ = listener.accept()
        except OSError:  # the judge is gone
            return
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        is_ours = _CREDENTIALS.unpack(credentials)[1] in (0, os.geteuid())
        if not is_ours or len(self._leases) >= _MAX_CONNECTIONS:
            connection.close()
            return
        connection.setblocking(False)
        lease = Lease(connection=connection, deadline=time.monotonic() + _REQUEST_SECONDS)
        self._leases.add(lease)
        self._watch(connection, lambda: self._handle_request(lease))
        self._handle_request(lease)  # a judge asks at once

    def _handle_request(self, lease: Lease) -> None:
        """Handle a judge's one request, or the end of its connection."""
        try:
            text = lease.connection.recv(_MAX_MESSAGE_BYTES)
        except BlockingIOError:  # not yet
            return
        except OSError:
            text = b""
        if not text or lease.seconds:
            self._end_lease(lease)
            return
        try:
            lease.size, lease.seconds = read_request(text)
        except Exception as error:  # whatever it is, other judges' cells go on
            log(f"a request was refused: {type(error).__name__}: {str(error)[:200]}")
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
            lease.cell, cell.is_lent = cell, True
            lease.deadline = time.monotonic() + lease.seconds
            self._back_offs.pop(cell.size, None)
            working = sum(lease.cell is not None for lease in self._leases)
            answer = {"uid": cell.uid, "init": cell.init_pid, "pid": cell.pid, "working": working, **cell.reports}
            with contextlib.suppress(OSError):  # the judge is gone, as its connection will show
                send(lease.connection, answer | {"memory": self._memory.name}, cell.pipes)
            cell.close_pipes()

    def _end_lease(self, lease: Lease) -> None:
        self._selector.unregister(lease.connection)
        lease.connection.close()
        self._leases.discard(lease)
        if lease in self._waiting:
            self._waiting.remove(lease)
        if lease.cell is not None:
            lease.cell.end()

    def _check_leases(self, now: float) -> None:
        self._memory.sweep()
        for lease in list(self._leases):
            cell = lease.cell
            if cell.is_over if cell else lease.seconds:  # it has ended, or the judge waits for it
                continue
            if now > lease.deadline:
                self._end_lease(lease)
            elif cell and self._memory.is_exceeded(cell.number, cell.pid):
                self._report_end(lease, {"status": -signal.SIGKILL, "cause": "memory"})
                cell.end()

    # Zygotes.

    def _maintain(self, now: float) -> None:
        """End leases, check memory, start and replace zygotes, order cells: whatever is needed now."""
        if now >= self._next_check:
            self._next_check = now + _TICK_SECONDS
            self._check_leases(now)
        newest = self._zygotes[-1] if self._zygotes else None
        if newest is None or self._is_old(newest, now):
            self._start(now)
        elif not newest.is_ready and now - newest.start_time > _START_SECONDS:
            self._drop(newest, "the zygote does not get ready")
        serving = [zygote for zygote in self._zygotes if zygote.is_ready]
        for zygote in serving[:-1]:  # give up its warm cells; its lent ones finish
            for cell in zygote.cells.values():
                if not cell.is_lent and not cell.is_over:
                    self._discard(cell)
            if not zygote.cells:
                self._drop(zygote, "a zygote was replaced")
        if serving:
            self._fill(serving[-1])

    def _is_old(self, zygote: ZygoteProcess, now: float) -> bool:
        return zygote.is_ready and (
            zygote.cell_count >= self._config.recycle_cells or now - zygote.start_time > self._config.recycle_s
        )

    def _start(self, now: float) -> None:
        if now < self._start_at:
            return
        pause_s = PAUSES_S[min(self._starts, len(PAUSES_S) - 1)]
        self._start_at = now + pause_s
        self._starts += 1
        if self._starts > 1:
            log(f"starting a zygote, attempt {self._starts}; the next follows after {pause_s} s")
        try:
            zygote = ZygoteProcess.start(self._config.zygote)
        except OSError as error:
            log(f"no zygote: {error}")
            return
        self._zygotes.append(zygote)
        self._watch(zygote.control, lambda: self._handle_zygote_message(zygote))

    def _drop(self, zygote: ZygoteProcess, why: str) -> None:
        log(why)
        self._selector.unregister(zygote.control)
        self._zygotes.remove(zygote)
        zygote.end()
        for lease in [lease for lease in self._leases if lease.cell in zygote.cells.values()]:
            self._end_lease(lease)
        for cell in list(zygote.cells.values()):
            self._release(zygote, cell)

    def _fill(self, zygote: ZygoteProcess) -> None:
        """Order new cells: all that are missing while no judge is busy, else only those that are needed soon."""
        living = [cell for cell in zygote.cells.values() if not cell.is_over]
        making = Counter(cell.size for cell in living if not cell.reports)
        orders = Counter(lease.size for lease in self._waiting if lease.size) - making
        spare = self._config.cells - len(living) - orders.total()
        if self._is_busy:
            spare = min(spare, self._config.cells // 2 - len(self._ready) - making.total())
        orders[self._config.size] += max(spare, 0)
        for size in set(self._back_offs) - {self._config.size, *(lease.size for lease in self._waiting)}:
            del self._back_offs[size]
        for size in self._back_offs:  # one at a time
            orders[size] = min(orders[size], int(self._is_due(size) and not making[size]))
        for size in list(orders.elements())[: max(0, _MAX_CELLS - len(zygote.cells))]:
            if zygote in self._zygotes:
                self._make(zygote, size)

    def _is_due(self, size: CellSize) -> bool:
        return size not in self._back_offs or self._back_offs[size].is_over

    def _note_failure(self, size: CellSize, why: str) -> None:
        if step := self._back_offs.setdefault(size, BackOff()).note_failure():
            log(f"no cell could be made, {step}: {why}")

    def _make(self, zygote: ZygoteProcess, size: CellSize) -> None:
        """Order a cell. A zygote that has ended is dropped. Where the host has no room, it is tried again later."""
        cell = CellRecord(number=next(self._numbers), size=size, claim=ids.claim())
        zygote.cells[cell.number] = cell
        try:
            zygote.order(cell, self._memory.admit(cell.number))
        except ConnectionError as error:
            self._drop(zygote, f"no cell can be ordered: {error}")
        except OSError as error:
            self._release(zygote, cell)
            self._note_failure(size, str(error))

    def _handle_zygote_message(self, zygote: ZygoteProcess) -> None:
        """Handle a message from the zygote, or from a cell that is not yet lent."""
        try:
            text, descriptors, _, _ = socket.recv_fds(zygote.control, _MAX_MESSAGE_BYTES, 2)
        except OSError:
            text = b""
        message: dict[str, Any] = json.loads(text or '{"broken": "it has ended"}')
        cell = zygote.cells.get(message.get("cell", 0))
        if cell is not None:
            self._handle_cell_message(zygote, cell, message, descriptors)
        elif "ready" in message:
            zygote.is_ready = True
        else:
            self._drop(zygote, f"the zygote is broken: {message['broken']}")

    def _handle_cell_message(
        self, zygote: ZygoteProcess, cell: CellRecord, message: dict[str, Any], descriptors: list[int]
    ) -> None:
        if "made" in message:
            cell.hold(*descriptors)
        elif "ready" in message:
            cell.reports = message["ready"]
        elif "broken" in message:
            cell.end()
            self._note_failure(cell.size, str(message["broken"]))
        elif "ended" in message:
            why = "memory" if self._memory.was_killed(cell.number) else ""
            for lease in self._leases:
                if lease.cell is cell and not cell.is_over:
                    self._report_end(lease, message["ended"] | {"cause": why})
            if not cell.is_lent and not cell.is_over:
                self._note_failure(cell.size, f"it ended by itself: {message['ended']}")
            self._release(zygote, cell)
        if cell.pid and cell.reports and not cell.is_over and ("made" in message or "ready" in message):
            self._offer(cell)  # the cell's message may come before the zygote's

    def _offer(self, cell: CellRecord) -> None:
        self._starts = 0
        try:
            self._memory.limit(cell.number, cell.pid, self._memory_mib(cell))
        except OSError as error:
            cell.end()
            self._note_failure(cell.size, f"it could not be held in its memory: {error}")
            return
        self._ready.append(cell)
        self._lend()
        if not cell.is_lent and cell.size != self._config.size:  # the judge that needed it is gone
            self._discard(cell)

    def _memory_mib(self, cell: CellRecord) -> int:
        return cell.size.memory_mib

    def _discard(self, cell: CellRecord) -> None:
        cell.end()
        if cell in self._ready:
            self._ready.remove(cell)

    def _release(self, zygote: ZygoteProcess, cell: CellRecord) -> None:
        """Free what was kept for a cell whose process has ended."""
        self._discard(cell)
        cell.close()
        del zygote.cells[cell.number]
        self._memory.release(cell.number)
        if cell.claim is not None:
            cell.claim.release()

    @staticmethod
    def _report_end(lease: Lease, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            send(lease.connection, message)


def log(text: str) -> None:
    sys.stderr.write(f"sandboxd: {text}\n")
    sys.stderr.flush()


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandboxd")
    parser.add_argument("socket", type=Path)
    parser.add_argument("zygote", nargs="+")
    parser.add_argument("--memory-mib", type=int, required=True)
    parser.add_argument("--disk-mib", type=int, required=True)
    parser.add_argument(
        "--cells", type=int, default=16
    )  # memory that they share with the zygote counts for each of them
    parser.add_argument("--recycle-cells", type=int, default=2_000)
    parser.add_argument("--recycle-s", type=float, default=30 * 60)
    parser.add_argument("--parent", type=int, default=0)
    return parser


def serve(options: argparse.Namespace, make: Callable[[socket.socket, DaemonConfig], Daemon] = Daemon) -> int:
    """Serve; end with the parent."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit())
    if options.parent:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != options.parent:
            return 0
    size = CellSize(options.memory_mib, options.disk_mib)
    config = DaemonConfig(
        zygote=options.zygote, cells=options.cells, size=size,
        recycle_cells=options.recycle_cells, recycle_s=options.recycle_s,
    )  # fmt: skip
    options.socket.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        before = os.umask(0o177)
        listener.bind(str(options.socket))
        os.umask(before)
        listener.listen(64)
        try:
            make(listener, config).run()
        finally:
            options.socket.unlink(missing_ok=True)
    return 0


def main(argv: list[str]) -> int:
    """``python -m runner.sandbox.daemon SOCKET … -- ZYGOTE``."""
    return serve(parser().parse_args(argv))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
