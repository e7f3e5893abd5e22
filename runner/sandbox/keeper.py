"""Starts the daemon for whoever grades much, starts it again when it ends, and ends it with its owner."""

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
from types import TracebackType
from typing import Self

from runner.protocol import Limits

from . import bubblewrap
from .channel import GoneError
from .lease import Lease

SOCKET = "DESCENT_SANDBOXD"  # where a daemon listens; processes that inherit it take their cells there
_REPOSITORY = Path(__file__).resolve().parents[2]
_DAEMON = (sys.executable, "-S", "-m", "runner.sandbox.daemon")  # without site-packages: it needs none
_LOG = logging.getLogger(__name__)
_BACK_OFF_S = (0.1, 0.5, 2.0, 10.0, 60.0)
_STEADY_S = 60.0
_TRY_AGAIN_S = 0.05


class Keeper:
    """A daemon in a private directory, for as long as this process or the ``with`` block lasts."""

    def __init__(
        self, cells: int | None = None, *, recycle_cells: int | None = None, recycle_s: float | None = None
    ) -> None:
        """Keep so many ready cells; the zygote is replaced after so many cells or seconds. None is the daemon's own."""
        self._directory = tempfile.mkdtemp(prefix="descent-")
        self.socket = str(Path(self._directory, "sandboxd"))
        options = {
            "--memory-mib": Limits().memory_mib, "--disk-mib": Limits().disk_mib, "--cells": cells,
            "--recycle-cells": recycle_cells, "--recycle-s": recycle_s,
        }  # fmt: skip
        self._words = [word for name, value in options.items() if value is not None for word in (name, str(value))]
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        # The kernel ends the daemon with the thread that started it, so one thread does all the starting, and waits.
        self._thread = threading.Thread(target=self._keep, name="sandboxd", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def zygote_pid(self) -> int | None:
        """The process that forks the cells, under bubblewrap's own two; None where there is none now."""
        pid = self.pid or 0
        with contextlib.suppress(OSError, IndexError):
            for _ in range(3):
                pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
            return pid
        return None

    def wait(self, seconds: float = 30.0) -> bool:
        """Whether it lends cells within this time; it takes one and gives it back."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._ending.is_set():
            try:
                Lease(self.socket, seconds=1, max_body=0, max_output=0).kill()
                return True
            except (OSError, GoneError):
                time.sleep(_TRY_AGAIN_S)
        return False

    def close(self) -> None:
        """End the daemon and all its cells. Idempotent."""
        self._ending.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        self._thread.join(10)
        shutil.rmtree(self._directory, ignore_errors=True)

    def _keep(self) -> None:
        quick_ends = 0
        while not self._ending.is_set():
            started = time.monotonic()
            try:
                self._run()
            except bubblewrap.BubblewrapError as error:
                _LOG.warning("no daemon: %s. %s", error, error.fix)
            quick_ends = 0 if time.monotonic() - started > _STEADY_S else quick_ends + 1
            self._ending.wait(_BACK_OFF_S[min(quick_ends, len(_BACK_OFF_S) - 1)])

    def _run(self) -> None:
        """Start a daemon and wait for its end. Raises BubblewrapError: no zygote can be had here."""
        options = [self.socket, "--parent", str(os.getpid()), *self._words]
        self._process = subprocess.Popen(
            [*_DAEMON, *options, "--", *bubblewrap.zygote_command()],
            cwd=_REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
            env={name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        )  # fmt: skip
        if self._ending.is_set():
            self._process.terminate()
        self._process.wait()
