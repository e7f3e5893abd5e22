"""Processes of a benchmark's site: what runs, and a supervisor that starts again what has ended."""

import os
import shlex
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESTART_S = 1.0  # the shortest time between two starts of the same process, as RestartSec of systemd


def processes() -> dict[int, tuple[int, str]]:
    """The parent and the command line of every process, by pid."""
    every = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            every[int(folder.name)] = parent, command or (folder / "comm").read_text().strip()
    return every


def offspring(of: int) -> dict[int, str]:
    """All descendants of a process, with their command lines."""
    every = processes()
    descendants: dict[int, str] = {}
    front = {of}
    while front:
        front = {pid for pid, (parent, _) in every.items() if parent in front and pid not in descendants}
        descendants |= {pid: every[pid][1] for pid in front}
    return descendants


class SiteSupervisor:
    """Starts the site's processes, and starts them again when they end, as systemd or Docker would.

    It ends the whole group of a process that has ended before it starts it again. ``pauses`` says until when (of the
    monotonic clock) it leaves one down.
    """

    def __init__(self, commands: dict[str, str], logs: Path, environment: dict[str, str]) -> None:
        self.commands, self.logs, self.environment = commands, logs, environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: Counter[str] = Counter()
        self.pauses: dict[str, float] = {}
        self._start_times: dict[str, float] = {}

    def tend(self) -> None:
        for name, command in self.commands.items():
            process = self.running.get(name)
            if process is not None and process.poll() is None:
                continue
            now = time.monotonic()
            if now < max(self.pauses.get(name, 0), self._start_times.get(name, 0) + RESTART_S):
                continue
            self._start_times[name] = now
            if process is not None:
                self.restarts[name] += 1
                self.end_group(process.pid)
            with (self.logs / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    shlex.split(command), cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )

    def is_up(self, name: str) -> bool:
        process = self.running.get(name)
        return process is not None and process.poll() is None

    @staticmethod
    def end_group(group: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)

    def end(self, name: str, stop_signal: int = signal.SIGTERM) -> None:
        """Stop one process as an operator would. `tend` starts it again unless its command is gone."""
        process = self.running[name]
        with suppress(ProcessLookupError):
            process.send_signal(stop_signal)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        self.end_group(process.pid)
        process.wait(5)

    def stop(self) -> None:
        """Stop everything with SIGTERM, what was started first last."""
        for name in reversed(self.commands):
            if name in self.running:
                self.end(name)
