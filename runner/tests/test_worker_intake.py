"""A worker that starts leaves jobs to others until one of its processes can grade and has graded a first job."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from runner import warm_up, worker
from runner.broker import intake


@pytest.fixture
def heartbeats(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each heartbeat says that the worker takes jobs. Nobody has drained the worker."""
    accepted: list[bool] = []
    monkeypatch.setattr(intake, "is_open", False)
    monkeypatch.setattr(worker, "_is_prepared", bytearray(1))
    monkeypatch.setattr(worker, "messages", lambda: SimpleNamespace(is_drained=lambda name: False))
    monkeypatch.setattr(worker, "send_heartbeat", lambda _: accepted.append(intake.is_open))
    return accepted


def test_it_takes_jobs_once_a_process_has_loaded_the_checks(heartbeats: list[bool]) -> None:
    celery_worker: Any = SimpleNamespace(hostname="cpu@host")
    worker._follow_drain(celery_worker)
    assert heartbeats == []

    worker._is_prepared[0] = 1
    worker._follow_drain(celery_worker)
    worker._follow_drain(celery_worker)
    assert heartbeats == [True]


def test_a_first_job_that_fails_is_logged_and_stops_no_start(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    (tmp_path / "section" / "broken").mkdir(parents=True)
    (tmp_path / "section" / "broken" / "exercise.md").write_text("no exercise")
    worker._grade_first_job()
    assert "no first job was graded" in caplog.text


def test_there_is_no_first_job_without_an_exercise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    assert warm_up.first_job() is None
