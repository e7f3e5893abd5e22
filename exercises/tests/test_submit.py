"""Submitting: what is taken, what is refused, and what leaves for the queue."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from exercises.grading.errors import QueueDownError
from exercises.models import DeviceChoice, Exercise, Submission, VerdictChoice
from exercises.submissions import attempts
from exercises.submissions.actions import RateLimitError, SubmissionRefusedError, submit, submit_again
from exercises.tests.reports import grade_all
from tests.patience import PATIENCE_S

SOURCE = "def attention(Q, K, V, mask=None):\n    return V\n"
Jobs = Callable[..., list[dict[str, Any]]]


def test_it_stores_the_source_and_sends_a_job_once_the_row_is_safe(
    exercise: Exercise, ada: User, jobs: Jobs, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        submission = submit(exercise=exercise, learner=ada, source=SOURCE, mode="submit")
        assert jobs() == []
    for callback in callbacks:
        callback()
    submission.refresh_from_db()
    assert submission.source == SOURCE
    assert submission.sent_at is not None
    assert jobs() == [
        {
            "submission": str(submission.uid),
            "attempt": str(submission.attempt),
            "exercise": "causal-attention",
            "digest": "0123456789abcdef",
            "source": SOURCE,
            "mode": "submit",
            "call": "",
            "wall_s": None,
            "files": {},
        }
    ]


def test_a_gpu_exercise_goes_to_the_gpu_queue(
    exercise: Exercise, ada: User, jobs: Jobs, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    exercise.device = DeviceChoice.GPU
    with django_capture_on_commit_callbacks(execute=True):
        submit(exercise=exercise, learner=ada, source=SOURCE, mode="try")
    assert jobs("cpu") == []
    assert [job["mode"] for job in jobs("gpu")] == ["try"]


def test_a_browsers_line_ends_become_plain_ones(exercise: Exercise, ada: User) -> None:
    assert submit(exercise=exercise, learner=ada, source="a = 1\r\nb = 2\r\n", mode="try").source == "a = 1\nb = 2\n"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (" \n\t", "editor is empty"),
        ("x = 1 #" + "é" * 33_000, "limit is 64 KiB"),
        ("x = '\0'", "null character"),
        ("x = '\ud800'", "lone surrogate"),
    ],
)
def test_it_refuses_what_cannot_be_graded_in_a_sentence(
    exercise: Exercise, ada: User, source: str, sentence: str
) -> None:
    with pytest.raises(SubmissionRefusedError, match=sentence):
        submit(exercise=exercise, learner=ada, source=source, mode="submit")
    assert not Submission.objects.exists()


def test_exactly_64_kib_are_taken(exercise: Exercise, ada: User) -> None:
    assert submit(exercise=exercise, learner=ada, source="#" * 65_536, mode="submit").pk
    with pytest.raises(SubmissionRefusedError):
        submit(exercise=exercise, learner=ada, source="#" * 65_537, mode="submit")


def test_a_double_click_is_one_submission(exercise: Exercise, ada: User, carl: User) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        first = submit(exercise=exercise, learner=ada, source=SOURCE, mode="submit")
        clock.shift(1.9)
        assert submit(exercise=exercise, learner=ada, source=SOURCE, mode="submit") == first
        grade_all()
        assert submit(exercise=exercise, learner=ada, source=SOURCE, mode="try") != first
        assert submit(exercise=exercise, learner=carl, source=SOURCE, mode="submit") != first
        grade_all()
        clock.shift(2.1)
        assert submit(exercise=exercise, learner=ada, source=SOURCE, mode="submit") != first


def test_submissions_per_minute_are_limited(exercise: Exercise, ada: User, carl: User) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        for number in range(settings.SUBMISSIONS_PER_MINUTE):
            submit(exercise=exercise, learner=ada, source=f"x = {number}", mode="try")
            grade_all()
            clock.shift(1)
        with pytest.raises(RateLimitError, match=r"20 submissions in the last minute\. Try again in 40 s\."):
            submit(exercise=exercise, learner=ada, source="x = 'one more'", mode="try")
        assert submit(exercise=exercise, learner=carl, source=SOURCE, mode="try").pk
        clock.shift(41)
        assert submit(exercise=exercise, learner=ada, source="x = 'later'", mode="try").pk


def test_runs_that_were_our_fault_cost_nothing(exercise: Exercise, ada: User) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        for number in range(settings.SUBMISSIONS_PER_MINUTE):
            submit(exercise=exercise, learner=ada, source=f"x = {number}", mode="try")
            grade_all(VerdictChoice.INTERNAL)
        clock.shift(1)
        newest = Submission.objects.newest_first()[0]
        assert submit_again(submission=newest) != newest


def test_runs_that_we_failed_to_grade_are_paused_after_so_many_attempts_within_an_hour(
    exercise: Exercise, ada: User, carl: User
) -> None:
    """Else code that kills its runner each time could keep runners busy for ever."""
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        for number in range(settings.FAILED_ATTEMPTS_PER_HOUR // 3):
            submit(exercise=exercise, learner=ada, source=f"x = {number}", mode="submit")
            grade_all(VerdictChoice.INTERNAL, attempts=3)
            clock.shift(60)
        with pytest.raises(RateLimitError, match=r" 30 times in the last hour.*in 50 min"):
            submit(exercise=exercise, learner=ada, source="x = 'one more'", mode="submit")
        assert submit(exercise=exercise, learner=carl, source=SOURCE, mode="submit").pk
        clock.shift(50 * 60)
        assert submit(exercise=exercise, learner=ada, source="x = 'later'", mode="submit").pk


def test_an_attempt_that_failed_before_a_verdict_counts_as_one(exercise: Exercise, ada: User) -> None:
    for number in range(settings.FAILED_ATTEMPTS_PER_HOUR // 2):
        faulty_run = Submission.objects.create(exercise=exercise, learner=ada, source=f"x = {number}", attempts=3)
        grade_all(VerdictChoice.FAILED)
    with pytest.raises(RateLimitError, match="30 times"):
        submit(exercise=exercise, learner=ada, source="x = 'one more'", mode="submit")
    Submission.objects.filter(pk=faulty_run.pk).update(attempts=2)
    Submission.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert submit(exercise=exercise, learner=ada, source="x = 'one more'", mode="submit").pk


def test_while_the_queue_is_down_submissions_are_saved(
    exercise: Exercise,
    ada: User,
    client_of: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise QueueDownError("connection refused")

    monkeypatch.setattr(attempts, "send", down)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(ada).post(exercise.get_absolute_url(), {"source": SOURCE, "mode": "submit"})
    submission = Submission.objects.get()
    assert (submission.sent_at, submission.sends) == (None, 0)
    assert not submission.is_done
    assert 'id="not-sent"' in client_of(ada).get(submission.get_absolute_url()).text


@pytest.mark.service
def test_a_missing_broker_is_detected_at_once() -> None:
    """It doesn't pause and try again, because a page would wait for that."""
    script = (
        "import django, time, uuid; django.setup();"
        "from exercises.grading.errors import QueueDownError; from exercises.grading.jobs import make_job, send;"
        "pauses = []; time.sleep = pauses.append;"
        "one = uuid.uuid4();"
        "job = make_job(submission=one, attempt=one, exercise='x', digest='', source='', mode='try')\n"
        "try: send(job, queue='cpu')\n"
        "except QueueDownError: print(pauses)"
    )
    nowhere = {
        "CELERY_BROKER_URL": "redis+socket:///nonexistent/valkey.sock",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | nowhere,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert ran.stdout.strip() == "[]", ran.stderr
