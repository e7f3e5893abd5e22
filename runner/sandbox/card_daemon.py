"""sandboxd for one card: one cell at a time, and a turnover of the card between two tenants.

It differs from :mod:`.daemon`: a waiting cell has started CUDA, and only one process may be on a card. So there is
one cell, ready or lent. Before each, a program runs that the daemon's owner names
(:mod:`runner.hardware.turnover`): it empties, overwrites and checks the card. If it fails, no cell is made, and the
waiting judge gets none. The same happens if a cell doesn't start or doesn't end: the program checks the card, and takes
it out of service if a process is still on it.

A tenant can make the driver pin host memory, which no limit on the process counts. So the daemon also ends the tenant
if the host is nearly out of memory.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from runner.sandbox import daemon, memory
from runner.sandbox.zygote import CellRecord, CellSize, ZygoteProcess

_READY_SECONDS = 90.0  # for a cell to start CUDA
_END_SECONDS = 20.0  # for the process of a cell that was killed to leave the driver
_RETRY_SECONDS = (1.0, 5.0, 30.0)


class TurnoverProgram:
    """Runs the program that makes the card ready, once for each tenant."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self.retry_at = 0.0

    def is_done(self, now: float) -> bool:
        """Whether the card is ready. Starts the program if it has not run since the last tenant."""
        if self._process is None:
            if now >= self.retry_at:
                self._process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            return False
        status = self._process.poll()
        if status is None or status == 0:
            return status == 0
        self.reset()
        self.retry_at = now + _RETRY_SECONDS[min(self._failures, len(_RETRY_SECONDS) - 1)]
        self._failures += 1
        return False

    def reset(self) -> None:
        """Note that a tenant gets the card, so the program must run again before the next one."""
        self._process = None

    def reset_failures(self) -> None:
        """Note that a tenant's cell is ready."""
        self._failures = 0

    def end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()


class CardDaemon(daemon.Daemon):
    """The loop, for one card."""

    def __init__(self, listener: socket.socket, config: daemon.DaemonConfig, turnover: TurnoverProgram) -> None:
        super().__init__(listener, config)
        self._turnover = turnover
        self._stuck_check = TurnoverProgram(turnover.command)  # after a dead cell stays on the card
        self._ordered_at = 0.0
        self._ended_at = 0.0

    def run(self) -> None:
        try:
            super().run()
        finally:
            self._turnover.end()
            self._stuck_check.end()

    @property
    def _is_busy(self) -> bool:
        return super()._is_busy or bool(self._waiting) or not self._ready

    def _check_leases(self, now: float) -> None:
        super()._check_leases(now)
        if not memory.is_host_short():
            return
        for lease in list(self._leases):
            if lease.cell is not None and not lease.cell.is_over:
                self._report_end(lease, {"status": -9, "cause": "memory"})
                lease.cell.end()

    def _fill(self, zygote: ZygoteProcess) -> None:
        """Order the one cell, if there is none and the card is ready for it."""
        now = time.monotonic()
        cells = [cell for process in self._zygotes for cell in process.cells.values()]
        size = next((lease.size for lease in self._waiting if lease.size), self._config.size)
        if cells:
            self._check_cell(cells[0], size, now)
        elif self._is_due(size) and self._turnover.is_done(now):
            self._turnover.reset()
            self._stuck_check.reset()
            self._ordered_at, self._ended_at = now, 0.0
            self._make(zygote, size)

    def _check_cell(self, cell: CellRecord, size: CellSize, now: float) -> None:
        """End the cell if nobody can use it, and check the card if the cell doesn't end."""
        if cell.is_over:
            self._ended_at = self._ended_at or now
            if now - self._ended_at > _END_SECONDS:
                self._stuck_check.is_done(now)
        elif not cell.reports and now - self._ordered_at > _READY_SECONDS:
            daemon.log("a cell on the card did not get ready")
            cell.end()
        elif not cell.is_lent and cell.reports and self._waiting and cell.size != size:
            self._discard(cell)

    def _offer(self, cell: CellRecord) -> None:
        self._turnover.reset_failures()
        super()._offer(cell)

    def _memory_mib(self, cell: CellRecord) -> int:
        """A control group also counts the memory that CUDA has taken so far, which is not the learner's."""
        resident_pages = int(Path(f"/proc/{cell.pid}/statm").read_text(encoding="ascii").split()[1])
        return cell.size.memory_mib + resident_pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def main(argv: list[str]) -> int:
    """``python -m runner.sandbox.card_daemon SOCKET --turnover PROGRAM … -- ZYGOTE``."""
    parser = daemon.parser()
    parser.add_argument("--turnover", action="append", required=True, help="a word of the program; repeat it for each")
    options = parser.parse_args(argv)

    def make(listener: socket.socket, config: daemon.DaemonConfig) -> daemon.Daemon:
        return CardDaemon(listener, config, TurnoverProgram(options.turnover))

    return daemon.serve(options, make)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
