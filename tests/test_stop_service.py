"""SIGTERM, as `docker compose stop`, systemd and Kubernetes send it: nothing that a learner waits for is lost."""

import signal
from pathlib import Path

import pytest

from accounts.models import User
from exercises.fleet.actions import add_runner_host
from exercises.models import RunnerHost, Submission
from exercises.tests.processes import site_processes
from runner.identity import load
from tests.patience import PATIENCE_S, comes_true
from tests.toy_site import SLOW, host, is_graded, load_toy, send

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]


def is_in_progress(submission: Submission, log: str) -> bool:
    """Whether a process of the runner grades it. One that has only been taken off the queue goes back to it."""
    return any("job.taken" in line and str(submission.uid) in line for line in log.splitlines())


def test_a_stopped_worker_finishes_its_job_and_another_grades_the_next_once(
    valkey: str, ada: User, carl: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_toy(tmp_path / "catalog")
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path / "catalog"))
    with site_processes(logs=tmp_path) as site:
        running = send(ada, SLOW)
        log = tmp_path / "runner.log"
        assert comes_true(lambda: is_in_progress(running, log.read_text()))
        site.runner.send_signal(signal.SIGTERM)
        following = send(carl)
        assert site.runner.wait(PATIENCE_S) == 0
        assert comes_true(lambda: is_graded(running))
        assert not is_graded(following)

        key = tmp_path / "second.key"
        site.runner_environment["RUNNER_KEY_FILE"] = str(key)
        add_runner_host(name="second", enrolment=load(key).enrolment.to_line(), queues=["cpu", "cpu-regrade"])
        site.start_runner()
        assert comes_true(lambda: is_graded(following))
    for submission in (running, following):
        submission.refresh_from_db()
        assert (submission.attempts, submission.sends, submission.earlier_verdicts.count()) == (1, 1, 0)
    assert (running.host, following.host) == (host(), RunnerHost.objects.get(name="second"))
