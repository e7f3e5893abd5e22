"""Submitting: what is taken, what is refused, and what leaves for the queue."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from exercises.actions import RateLimited, SubmissionRefused, sending, submit, submit_again
from exercises.grading import QueueDown
from exercises.models import Device, Exercise, Submission, Verdict

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
        }
    ]


def test_a_gpu_exercise_goes_to_the_gpu_queue(
    exercise: Exercise, ada: User, jobs: Jobs, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    exercise.device = Device.GPU
    with django_capture_on_commit_callbacks(execute=True):
        submit(exercise=exercise, learner=ada, source=SOURCE, mode="try")
    assert jobs("cpu") == []
    assert [job["mode"] for job in jobs("gpu")] == ["try"]


def test_a_browsers_line_ends_become_plain_ones(exercise: Exercise, ada: User) -> None:
    assert submit(exercise=exercise, learner=ada, source="a = 1\r\nb = 2\r\n", mode="try").source == "a = 1\nb = 2\n"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (" \n\t", "no code here yet"),
        ("x = 1 #" + "é" * 33_000, "up to 64 KiB"),
        ("x = '\0'", "NUL"),
        ("x = '\ud800'", "lone surrogate"),
    ],
)
def test_it_refuses_what_cannot_be_graded_in_a_sentence(
    exercise: Exercise, ada: User, source: str, sentence: str
) -> None:
    with pytest.raises(SubmissionRefused, match=sentence):
        submit(exercise=exercise, learner=ada, source=source, mode="submit")
    assert not Submission.objects.exists()


def test_exactly_64_kib_are_taken(exercise: Exercise, ada: User) -> None:
    assert submit(exercise=exercise, learner=ada, source="#" * 65_536, mode="submit").pk
    with pytest.raises(SubmissionRefused):
        submit(exercise=exercise, learner=ada, source="#" * 65_537, mode="submit")


def test_a_double_click_is_one_submission(exercise: Exercise, ada: User, carl: User) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        first = submit(exercise=exercise, learner=ada, source=SOURCE, mode="submit")
        clock.shift(1.9)
        assert submit(exercise=exercise, learner=ada, source=SOURCE, mode="submit") == first
        assert submit(exercise=exercise, learner=ada, source=SOURCE, mode="try") != first
        assert submit(exercise=exercise, learner=carl, source=SOURCE, mode="submit") != first
        clock.shift(2.1)
        assert submit(exercise=exercise, learner=ada, source=SOURCE, mode="submit") != first


def test_a_learner_may_run_so_often_within_a_minute(exercise: Exercise, ada: User, carl: User) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        for number in range(settings.SUBMISSIONS_PER_MINUTE):
            submit(exercise=exercise, learner=ada, source=f"x = {number}", mode="try")
            clock.shift(1)
        with pytest.raises(RateLimited, match=r"That is 20 runs within a minute\. The next one can go in 40 s\."):
            submit(exercise=exercise, learner=ada, source="x = 'one more'", mode="try")
        assert submit(exercise=exercise, learner=carl, source=SOURCE, mode="try").pk
        clock.shift(41)
        assert submit(exercise=exercise, learner=ada, source="x = 'later'", mode="try").pk


def test_runs_that_were_our_fault_cost_nothing(exercise: Exercise, ada: User) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        for number in range(settings.SUBMISSIONS_PER_MINUTE):
            submit(exercise=exercise, learner=ada, source=f"x = {number}", mode="try")
        Submission.objects.update(state="done", verdict=Verdict.INTERNAL, graded_at="2026-03-02 10:00:00+00:00")
        clock.shift(1)
        newest = Submission.objects.newest_first()[0]
        assert submit_again(submission=newest) != newest


def test_while_the_queue_is_down_the_row_waits_and_the_learner_is_told(
    exercise: Exercise,
    ada: User,
    client_of: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise QueueDown("connection refused")

    monkeypatch.setattr(sending, "send", down)
    with django_capture_on_commit_callbacks(execute=True):
        page = client_of(ada).post(exercise.get_absolute_url(), {"source": SOURCE, "mode": "submit"}, follow=True)
    submission = Submission.objects.get()
    assert submission.sent_at is None
    assert not submission.is_done
    assert "The queue cannot be reached at the moment. Your code is stored" in page.content.decode()


@pytest.mark.service
def test_a_broker_that_is_not_there_is_found_out_at_once() -> None:
    script = (
        "import django, time, uuid; django.setup();"
        "from exercises.grading import QueueDown, make_job, send;"
        "one = uuid.uuid4();"
        "job = make_job(submission=one, attempt=one, exercise='x', digest='', source='', mode='try');"
        "began = time.monotonic()\n"
        "try: send(job, queue='cpu')\n"
        "except QueueDown: print(time.monotonic() - began)"
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
        timeout=60,
    )
    assert float(ran.stdout) < 2, ran.stderr
