"""Visitors keep at most one process of a worker busy, so that a learner finds the other one free."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from exercises.models import Exercise, Trial
from exercises.tests.processes import site_processes
from exercises.trials.actions import MAX_UNDER_WAY, start_trial
from tests.patience import comes_true
from tests.toy_site import is_graded, load_toy, send

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
ENDLESS = "while True:\n    pass\n"


def jobs_at_once(log: str, submissions: set[str]) -> int:
    """The most jobs of these submissions that the runner worked on at the same time."""
    most, running = 0, set[str]()
    for line in log.splitlines():
        event = re.search(r"job\.(taken|graded)", line)
        uid = next((uid for uid in submissions if uid in line), None)
        if event and uid:
            (running.add if event[1] == "taken" else running.discard)(uid)
            most = max(most, len(running))
    return most


def test_a_learner_finds_a_process_free_beside_as_many_visitors_as_the_site_takes(
    valkey: str, ada: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    load_toy(tmp_path / "catalog")
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path / "catalog"))
    exercise, log = Exercise.objects.get(), tmp_path / "runner.log"
    settings.TRIAL_EXERCISES = [exercise.slug]
    with site_processes(logs=tmp_path, processes=2):
        for number in range(MAX_UNDER_WAY):
            start_trial(exercise=exercise, visitor=uuid.uuid4(), address=f"{number}", source=ENDLESS)
        assert comes_true(lambda: "job.taken" in log.read_text())
        submission = send(ada)
        assert comes_true(lambda: is_graded(submission))
        assert Trial.objects.waiting().count() > MAX_UNDER_WAY // 2, "the learner went before most of them"
        assert comes_true(lambda: len(re.findall(r"job\.graded", log.read_text())) >= 4)
    visitors = {str(uid) for uid in Trial.objects.values_list("uid", flat=True)}
    assert jobs_at_once(log.read_text(), visitors) == 1
    assert "after 2 s" in str(Trial.objects.exclude(report=None).earliest("graded_at").report)
