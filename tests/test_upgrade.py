"""An update while submissions wait and run: each has one verdict, by the version that is installed then."""

from pathlib import Path

import pytest
from celery import current_app
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from exercises.lifecycle.loading import load_exercises
from exercises.models import Exercise, Submission
from exercises.submissions.attempts import job_of
from exercises.tests.processes import site_processes
from runner.protocol import GRADE_TASK, audit_digest, write_audit_record
from runner.tests.toy import FILES, SOLUTION, write_exercise
from tests.patience import comes_true
from tests.test_stop_service import is_in_progress
from tests.toy_site import SLOW, is_graded, load_toy, send

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]


def send_as_an_older_web(learner: User) -> Submission:
    """Its job is from before there were modes and calls, has a field that was removed since, and no headers."""
    submission = Submission.objects.create(
        exercise=Exercise.objects.get(), learner=learner, source=SOLUTION, queue="cpu", sent_at=timezone.now(), sends=1
    )
    job = job_of(submission).to_json()
    for name in ("mode", "call"):
        del job[name]
    current_app.send_task(
        GRADE_TASK, args=[job | {"colour": "red"}], queue="cpu", priority=3, task_id=str(submission.attempt)
    )
    return submission


def update_exercise(catalog: Path) -> None:
    folder = write_exercise(catalog, exercise_md=FILES["exercise.md"].replace("Row means", "Means of rows")).folder
    write_audit_record(catalog, {folder.name: audit_digest(folder)})
    call_command("migrate", verbosity=0)
    load_exercises(catalog)


def test_submissions_that_wait_and_run_have_one_verdict(
    valkey: str, ada: User, carl: User, grace: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = tmp_path / "catalog"
    load_toy(catalog)
    monkeypatch.setenv("DESCENT_CATALOG", str(catalog))
    with site_processes(logs=tmp_path) as site:
        running = send(ada, SLOW)
        log = tmp_path / "runner.log"
        assert comes_true(lambda: is_in_progress(running, log.read_text()))
        old_digest, waiting = Exercise.objects.get().digest, send(carl)
        site.stop()
        update_exercise(catalog)
        assert Exercise.objects.get().digest != old_digest
        site.start()
        older = send_as_an_older_web(grace)
        assert comes_true(lambda: all(map(is_graded, (running, waiting, older))))
    for submission, attempts in ((running, 2), (waiting, 2), (older, 1)):  # the first two were for the old folder
        submission.refresh_from_db()
        assert (submission.attempts, submission.earlier_verdicts.count()) == (attempts, 0), submission.message
        assert submission.checks.count() == 3
        assert submission.digest != old_digest
