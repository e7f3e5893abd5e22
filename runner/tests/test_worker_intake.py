"""A worker that starts leaves jobs to others until one of its processes can grade."""

from types import SimpleNamespace
from typing import Any

import pytest

from runner import worker
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
