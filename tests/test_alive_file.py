"""Each process touches its ALIVE_FILE while it works, so its container's health check can ask the file's age."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from exercises.tests.processes import Process, database_url, site_processes, started, worker
from runner.protocol import mark_alive
from tests.patience import PATIENCE_S, comes_true

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]

PROCESSES = {
    "worker-web": worker("config", "web"),
    "reports": ["manage.py", "take_reports"],
    "beat": ["-m", "celery", "-A", "config", "beat", "-s", "schedule"],
}


@pytest.fixture
def running() -> Iterator[list[Process]]:
    processes: list[Process] = []
    yield processes
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(PATIENCE_S)


def test_each_process_touches_its_file_again_and_again(valkey: str, tmp_path: Path, running: list[Process]) -> None:
    files = {tmp_path / name for name in [*PROCESSES, "runner"]}
    with site_processes() as site:
        for name, command in PROCESSES.items():
            environment = site.web | {"DATABASE_URL": database_url(), "ALIVE_FILE": str(tmp_path / name)}
            command = [str(tmp_path / part) if part == "schedule" else part for part in command]
            running.append(started(command, environment))
        site.runner_environment["ALIVE_FILE"] = str(tmp_path / "runner")
        site.start_runner()
        for _ in range(2):
            comes_true(lambda: all(file.exists() for file in files))
            assert files <= set(tmp_path.iterdir())
            for file in files:
                file.unlink()


def test_a_file_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALIVE_FILE", str(tmp_path / "no folder" / "alive"))
    mark_alive()
    assert not os.listdir(tmp_path)
