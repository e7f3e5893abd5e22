"""One id leads through the logs of everything that has handled a submission."""

import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from config import logs as web_logs
from exercises.models import Exercise, Submission
from exercises.tests.processes import site_processes
from runner.tests.toy import SOLUTION
from runner.warm_up import NO_SUBMISSION
from tests.patience import comes_true
from tests.toy_site import load_toy

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]


def events(lines: list[str], submission: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in lines if line.startswith("{") and submission in line]
    return [line for line in found if line.get("submission") == submission]


def test_one_submission_is_followed_through_web_runner_collector_and_worker(
    valkey: str, tmp_path: Path, ada: User, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = tmp_path / "catalog"
    load_toy(catalog)
    monkeypatch.setenv("DESCENT_CATALOG", str(catalog))
    monkeypatch.setenv("LOG_FORMAT", "json")
    web = io.StringIO()
    handler = logging.StreamHandler(web)
    handler.setFormatter(web_logs.formatter(web_logs.JSON))
    logging.getLogger().addHandler(handler)
    with site_processes(tmp_path):
        exercise = Exercise.objects.get()
        client_of(ada).post(exercise.get_absolute_url(), {"source": SOLUTION, "mode": "submit"})
        assert comes_true(Submission.objects.exclude(source_html=None).exists)
    logging.getLogger().removeHandler(handler)
    uid = str(Submission.objects.get().uid)

    [sent] = events(web.getvalue().splitlines(), uid)
    assert sent["event"] == "submission.sent"
    logs = {name: (tmp_path / f"{name}.log").read_text().splitlines() for name in ("runner", "reports", "worker-web")}
    runner = events(logs["runner"], uid)
    assert [line["event"].partition(":")[0] for line in runner] == ["job.taken", "job.graded"]
    assert {line["request_id"] for line in runner} == {sent["request_id"]}
    assert {line["attempt"] for line in runner} == {sent["attempt"]}
    assert "submission.graded" in {line["event"] for line in events(logs["reports"], uid)}
    [highlighted] = events(logs["worker-web"], uid)
    assert (highlighted["event"], highlighted["task"]) == ("source.highlighted", "exercises.highlight_submission")
    assert not [line for line in runner if "user_id" in line]  # a runner never learns whose code it runs
    first_jobs = {line["event"] for line in events(logs["reports"], NO_SUBMISSION)}
    assert first_jobs == {"report.ignored"}  # and it left no row: there is one submission, the learner's
