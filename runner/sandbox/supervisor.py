"""Start the daemon, restart it when it ends, and end it with the process that owns it."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

from runner.hardware import Card, HardwareError
from runner.protocol import Limits

from . import bubblewrap, library
from .errors import CellError
from .warm_cell import WarmCell

SOCKET = "DESCENT_SANDBOXD"  # environment variable: the socket of the daemon that lends cells to this process
CARD_SOCKET = (
    "DESCENT_CARD_SANDBOXD"  # environment variable: the same for a card's cells; the socket is named by its UUID
)
_REPOSITORY = Path(__file__).resolve().parents[2]
_DAEMON = (sys.executable, "-S", "-m", "runner.sandbox.daemon")  # without site-packages: it needs none
_CARD_DAEMON = (*_DAEMON[:-1], "runner.sandbox.card_daemon")
_LOG = logging.getLogger(__name__)
_BACK_OFF_SECONDS = (0.1, 0.5, 2.0, 10.0, 60.0)
_STEADY_SECONDS = 60.0
_RETRY_SECONDS = 0.05
_PROBE_LIMITS = Limits(wall_s=1)


class Supervisor:
    """A daemon in a private directory, for as long as this process or the ``with`` block lasts."""

    def __init__(
        self,
        cells: int | None = None,
        *,
        recycle_cells: int | None = None,
        recycle_s: float | None = None,
        card: Card | None = None,
        lock: int = -1,
    ) -> None:
        """Start keeping ``cells`` cells ready, and replace the zygote after so many cells or seconds.

        None means the daemon's default.

        Args:
            card: keep one cell on this card instead.
            lock: the descriptor of the card's lease, which the daemon then holds as well.
        """
        self._card, self._lock = card, lock
        self._directory = tempfile.mkdtemp(prefix="descent-")
        self.socket = str(Path(self._directory, "sandboxd" if card is None else card.uuid))
        options = {
            "--memory-mib": Limits().memory_mib, "--disk-mib": Limits().disk_mib, "--cells": cells,
            "--recycle-cells": recycle_cells, "--recycle-s": recycle_s,
        }  # fmt: skip
        self._options = [word for name, value in options.items() if value is not None for word in (name, str(value))]
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        # The kernel ends the daemon with the thread that started it, so one thread starts all daemons, and waits.
        self._thread = threading.Thread(target=self._supervise, name="sandboxd", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def zygote_pid(self) -> int | None:
        """The pid of the process that forks the cells, below bubblewrap's own two; None where there is none now."""
        pid = self.pid or 0
        with contextlib.suppress(OSError, IndexError):
            for _ in range(3):
                pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
            return pid
        return None

    def wait(self, seconds: float = 30.0) -> bool:
        """Whether it lends cells within this time. It borrows one and gives it back.

        The time to make the copy of Python's libraries for cells, where there is none yet, doesn't count.
        """
        with contextlib.suppress(OSError):  # the thread that starts the daemon logs it
            library.binds()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._ending.is_set():
            try:
                WarmCell(_PROBE_LIMITS, self.socket).close()
                return True
            except CellError:
                time.sleep(_RETRY_SECONDS)
        return False

    def close(self) -> None:
        """End the daemon and all its cells. Idempotent."""
        self._ending.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        self._thread.join(10)
        shutil.rmtree(self._directory, ignore_errors=True)

    def _supervise(self) -> None:
        quick_ends = 0
        while not self._ending.is_set():
            start = time.monotonic()
            try:
                self._run()
            except (bubblewrap.BubblewrapError, HardwareError) as error:
                _LOG.warning("no daemon: %s. %s", error.reason, error.fix)
            quick_ends = 0 if time.monotonic() - start > _STEADY_SECONDS else quick_ends + 1
            self._ending.wait(_BACK_OFF_SECONDS[min(quick_ends, len(_BACK_OFF_SECONDS) - 1)])

    def _run(self) -> None:
        """Start a daemon and wait for its end.

        Raises:
            BubblewrapError, HardwareError: this host can't have a zygote.
        """
        options = [self.socket, "--parent", str(os.getpid()), *self._options, *self._turnover_options()]
        daemon = _DAEMON if self._card is None else _CARD_DAEMON
        self._process = subprocess.Popen(
            [*daemon, *options, "--", *bubblewrap.zygote_command(self._card)],
            pass_fds=() if self._lock < 0 else (self._lock,),
            cwd=_REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
            env={name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        )  # fmt: skip
        if self._ending.is_set():
            self._process.terminate()
        self._process.wait()

    def _turnover_options(self) -> list[str]:
        if self._card is None:
            return []
        return [f"--turnover={word}" for word in (sys.executable, *turnover_command(), self._card.uuid)]


def turnover_command() -> tuple[str, ...]:
    """Return the program between two tenants of a card, as arguments of Python and without the card's UUID."""
    return ("-m", "runner.hardware.turnover")
