"""GPU-seconds: measured, limited per learner and day, shown, and never charged for a fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from exercises.models import DeviceChoice, Exercise, Submission
from exercises.submissions.actions import RateLimitError, cancel, submit
from exercises.submissions.gpu_seconds import gpu_seconds
from exercises.tests.reports import host_called, record_report, regrade_in_place, report_on

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture
def on_gpu(exercise: Exercise, settings: Settings) -> Exercise:
    settings.GPU_SECONDS_PER_DAY = 60
    exercise.device = DeviceChoice.GPU
    exercise.save()
    return exercise


def run_of(exercise: Exercise, learner: User, gpu_s: float) -> Submission:
    run = Submission.objects.create(exercise=exercise, learner=learner, source="x = 1", sent_at=timezone.now())
    assert record_report(data=report_on(run, gpu_s=gpu_s))
    return run


def test_what_a_learners_runs_used_today_is_added_up(on_gpu: Exercise, ada: User, carl: User) -> None:
    run_of(on_gpu, ada, 10.0)
    run_of(on_gpu, ada, 15.5)
    run_of(on_gpu, carl, 30.0)
    seconds = gpu_seconds(ada)
    assert (seconds.used_s, seconds.left_s) == (25.5, 34.5)


def test_a_day_ends_at_the_learners_midnight(on_gpu: Exercise, ada: User) -> None:
    ada.time_zone = "Asia/Tokyo"
    with time_machine.travel("2026-03-02 14:00:00+00:00", tick=False):  # 23:00 there
        run_of(on_gpu, ada, 60.0)
        assert gpu_seconds(ada).renews_at == datetime(2026, 3, 2, 15, tzinfo=UTC)
        assert gpu_seconds(ada).left_s == 0
    with time_machine.travel("2026-03-02 15:01:00+00:00", tick=False):
        assert gpu_seconds(ada).left_s == 60


def test_an_exhausted_quota_refuses_and_says_when_it_renews(on_gpu: Exercise, ada: User) -> None:
    ada.time_zone = "UTC"
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False):
        run_of(on_gpu, ada, 61.0)
        with pytest.raises(RateLimitError, match=r"\b60 s\b.*\b3 March\b"):
            submit(exercise=on_gpu, learner=ada, source="x = 2", mode="submit")
    Exercise.objects.update(device=DeviceChoice.CPU)
    with time_machine.travel("2026-03-02 10:05:00+00:00", tick=False):
        assert submit(exercise=Exercise.objects.get(), learner=ada, source="x = 2", mode="submit")


def test_a_fault_of_ours_and_a_regrade_cost_nothing(on_gpu: Exercise, ada: User) -> None:
    run = run_of(on_gpu, ada, 10.0)
    regrade_in_place(on_gpu)
    run.refresh_from_db()
    assert record_report(data=report_on(run, gpu_s=25.0))
    lost = Submission.objects.create(exercise=on_gpu, learner=ada, source="x = 3", attempts=3)
    record_report(data=report_on(lost, "internal", gpu_s=25.0))
    assert gpu_seconds(ada).used_s == 10.0


def test_a_run_that_was_cancelled_on_the_card_has_used_it(on_gpu: Exercise, ada: User) -> None:
    run = Submission.objects.create(exercise=on_gpu, learner=ada, source="x = 1", sent_at=timezone.now())
    report = report_on(run, gpu_s=8.0)
    cancel(submission=run)
    assert not record_report(data=report)
    assert not record_report(data=report)
    assert gpu_seconds(ada).used_s == 8.0
    run.refresh_from_db()
    assert run.is_cancelled


def test_only_a_host_of_its_queue_can_charge_a_cancelled_run(on_gpu: Exercise, ada: User) -> None:
    host_called("plain", ("cpu",))
    run = Submission.objects.create(exercise=on_gpu, learner=ada, source="x = 1", sent_at=timezone.now())
    report = report_on(run, gpu_s=8.0)
    cancel(submission=run)
    record_report(data=report, by="plain")
    assert gpu_seconds(ada).used_s == 0


def test_yesterdays_seconds_are_not_counted(on_gpu: Exercise, ada: User) -> None:
    run = run_of(on_gpu, ada, 10.0)
    Submission.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert gpu_seconds(ada).used_s == 0


def test_the_page_shows_what_is_left_on_gpu_exercises_only(on_gpu: Exercise, ada: User, client_of: ClientOf) -> None:
    run_of(on_gpu, ada, 15.0)
    html = client_of(ada).get(on_gpu.get_absolute_url()).content.decode()
    assert 'id="gpu-seconds"' in html
    assert "45 of 60 s" in html
    Exercise.objects.update(device=DeviceChoice.CPU)
    assert 'id="gpu-seconds"' not in client_of(ada).get(on_gpu.get_absolute_url()).content.decode()
