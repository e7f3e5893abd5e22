"""The processes of a site, on a test's database and broker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from exercises.fleet.actions import add_runner_host
from exercises.models import Worker
from lib import broker
from tests.patience import PATIENCE_S, comes_true

Process = subprocess.Popen[bytes]


def database_url() -> str:
    """The test's own database, for a process that reads its settings from the environment."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


def started(command: list[str], environment: dict[str, str], log: Path | None = None) -> Process:
    """Start a process in a group of its own, so that it can be killed with its children."""
    with log.open("ab") if log else nullcontext() as output:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def worker(app: str, queues: str, level: str = "WARNING", processes: int = 1) -> list[str]:
    options = [
        f"--concurrency={processes}",
        "--without-gossip",
        "--without-mingle",
        "-l",
        level,
        "-Q",
        queues,
        "-n",
        f"{app}@%h",
    ]
    return ["-m", "celery", "-A", app, "worker", *options]


class SiteProcesses:
    """The web's worker and collector, and a runner that has its key and knows the broker, nothing else."""

    def __init__(self, logs: Path | None, processes: int) -> None:
        """Prepare the processes. Each writes its output to its own file in the folder ``logs``, if there is one.

        ``processes``: how many of the runner grade.
        """
        self.logs, self.level = logs, "INFO" if logs else "WARNING"
        self.processes_of_runner = processes
        self.web = os.environ | {"DATABASE_URL": database_url()}
        hidden = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        self.runner_environment = {name: value for name, value in os.environ.items() if name not in hidden}
        self.start()

    def start(self) -> None:
        self.processes = [
            started(worker("config", "web", self.level), self.web, self._log("worker-web")),
            started(["manage.py", "take_reports"], self.web, self._log("reports")),
        ]
        self.start_runner()

    def start_beat(self, schedule: Path) -> None:
        """Run the periodic tasks, as every site does. ``schedule``: a file for the times of the last runs."""
        command = ["-m", "celery", "-A", "config", "beat", "-s", str(schedule), "-l", self.level]
        self.processes.append(started(command, self.web, self._log("beat")))

    def stop(self) -> None:
        """Stop everything as an update does: all finish what they have."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(PATIENCE_S)

    def start_runner(self) -> None:
        command = worker("runner.worker", "cpu,cpu-regrade", self.level, self.processes_of_runner)
        self.runner = started(command, self.runner_environment, self._log("runner"))
        self.processes.append(self.runner)

    def _log(self, name: str) -> Path | None:
        return self.logs / f"{name}.log" if self.logs else None

    def stop_runner(self) -> None:
        """Stop the runner as an operator does: it finishes its jobs."""
        self.runner.terminate()
        self.runner.wait(PATIENCE_S)

    def kill_runner(self) -> None:
        """Kill the runner with all of its children, as if its machine had lost power."""
        with suppress(ProcessLookupError):
            os.killpg(self.runner.pid, signal.SIGKILL)
        self.runner.wait(PATIENCE_S)


@contextmanager
def site_processes(logs: Path | None = None, processes: int = 1) -> Iterator[SiteProcesses]:
    """Start everything, and wait until the runner is ready. Jobs that other tests left behind would go first."""
    broker.client().flushdb()
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    identity = subprocess.run(
        [sys.executable, "-m", "runner", "identity"],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    add_runner_host(name="here", enrolment=identity.stdout, queues=["cpu", "cpu-regrade"])
    site = SiteProcesses(logs, processes)
    try:
        assert comes_true(lambda: Worker.objects.ready().exists()), "the runner did not start; its output is above"
        yield site
    finally:
        site.stop()
