"""Starts the processes of a site, and starts them again when they end: for `manage.py up` and the benchmarks."""

import ctypes
import os
import shlex
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
RESTART_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)  # from a process's end to its next start, longer after each quick end
STEADY_SECONDS = 60.0  # a process that ran for so long starts again after the shortest of these
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class ProcessEnd(NamedTuple):
    """A process that has ended by itself, with its exit status as of `subprocess`. It starts again in ``restart_s``."""

    name: str
    status: int
    restart_s: float


class SiteSupervisor:
    """Starts the site's processes, and starts them again when they end, as systemd or Docker would.

    It ends the whole group of a process that has ended before it starts it again. ``pauses`` says until when (of the
    monotonic clock) it leaves one down. The kernel ends all with the thread that called `tend`.
    """

    def __init__(
        self,
        commands: dict[str, str],
        logs: Path,
        environment: dict[str, str],
        restart_seconds: Sequence[float] = RESTART_SECONDS,
    ) -> None:
        self.commands, self.logs, self.environment = commands, logs, environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: Counter[str] = Counter()
        self.pauses: dict[str, float] = {}
        self._restart_seconds = restart_seconds
        self._quick_ends: Counter[str] = Counter()
        self._start_times: dict[str, float] = {}
        self._restart_times: dict[str, float] = {}

    def tend(self) -> list[ProcessEnd]:
        """Start what isn't running and is due. Return what has ended since the last time."""
        ends = [self._expect_restart(name) for name in self.commands if self._has_ended(name)]
        now = time.monotonic()
        for name, command in self.commands.items():
            is_due = now >= max(self.pauses.get(name, 0), self._restart_times.get(name, 0))
            if is_due and not self.is_up(name):
                if self._restart_times.pop(name, None) is not None:
                    self.restarts[name] += 1
                self._start(name, command)
        return ends

    def is_up(self, name: str) -> bool:
        process = self.running.get(name)
        return process is not None and process.poll() is None

    def _has_ended(self, name: str) -> bool:
        return name in self.running and not self.is_up(name) and name not in self._restart_times

    def _expect_restart(self, name: str) -> ProcessEnd:
        now, process = time.monotonic(), self.running[name]
        self.end_group(process.pid)
        if now - self._start_times[name] >= STEADY_SECONDS:
            self._quick_ends[name] = 0
        seconds = self._restart_seconds[min(self._quick_ends[name], len(self._restart_seconds) - 1)]
        self._quick_ends[name] += 1
        self._restart_times[name] = now + seconds
        return ProcessEnd(name, process.returncode, seconds)

    def _start(self, name: str, command: str) -> None:
        self._start_times[name] = time.monotonic()
        try:
            log = os.open(self.logs / f"{name}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError:  # a full disk
            log = os.open(os.devnull, os.O_WRONLY)
        try:
            self.running[name] = subprocess.Popen(
                shlex.split(command), cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent,
            )  # fmt: skip
        finally:
            os.close(log)

    @staticmethod
    def end_group(group: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)

    def end(self, *names: str, stop_signal: int = signal.SIGTERM, patience_s: float = 20.0) -> None:
        """Stop processes as an operator would, all at once. `tend` starts them again unless their command is gone."""
        running = [self.running[name] for name in names if name in self.running]
        for process in running:
            with suppress(ProcessLookupError):
                process.send_signal(stop_signal)
        deadline = time.monotonic() + patience_s
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(deadline - time.monotonic(), 0))
            self.end_group(process.pid)
            process.wait()

    def stop(self) -> None:
        """Stop everything with SIGTERM, what was started first last."""
        for name in reversed(self.commands):
            self.end(name)


def _end_with_parent() -> None:
    """Be stopped when the supervisor is killed. Runs in the new process."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
