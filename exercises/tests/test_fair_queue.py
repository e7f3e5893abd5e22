"""Whoever used the runners much lately waits while others keep them busy: a moment, never for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from exercises.models import DeviceChoice, Exercise, Submission, Worker
from exercises.submissions.actions import cancel, submit
from exercises.submissions.fair_queue import FREE_SECONDS, MAX_HOLD_SECONDS, release_submissions, send_or_hold
from exercises.submissions.queue_position import queue_position
from exercises.submissions.resending import resend_lost
from exercises.tests.reports import record_report, record_worker, report_on, worker_of

Jobs = Callable[..., list[dict[str, Any]]]
Send = Callable[..., Submission]
Grade = Callable[..., None]
Use = Callable[..., None]
pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[time_machine.Traveller]:
    """A runner that grades two at once."""
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        record_worker(data=worker_of("cpu"))
        yield clock


@pytest.fixture
def send(
    exercise: Exercise, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Callable[..., Submission]:
    def send(learner: User, number: int = 0) -> Submission:
        with django_capture_on_commit_callbacks(execute=True):
            run = submit(exercise=exercise, learner=learner, source=f"x = {number}", mode="submit")
        run.refresh_from_db()
        return run

    return send


@pytest.fixture
def grade(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Callable[..., None]:
    def grade(run: Submission, seconds: float = 1.0) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert record_report(data=report_on(run, "failed", phases={"total": seconds * 1000}))

    return grade


@pytest.fixture
def long_ago(exercise: Exercise) -> Callable[..., None]:
    """So many seconds of grading within the last minutes."""

    def use(learner: User, seconds: float, minutes: int = 5) -> None:
        at = timezone.now() - timedelta(minutes=minutes)
        Submission.objects.create(
            exercise=exercise, learner=learner, source="x = 1", state="done", verdict="failed", created_at=at,
            sent_at=at, graded_at=at, phases={"total": seconds * 1000},
        )  # fmt: skip

    return use


@pytest.fixture
def busy(send: Callable[..., Submission], carl: User) -> list[Submission]:
    """Carl's two runs keep both processes busy."""
    return [send(carl, 1), send(carl, 2)]


def is_on_hold(run: Submission) -> bool:
    run.refresh_from_db()
    return run.is_held and run.sent_at is None


def test_light_users_are_sent_at_once(busy: list[Submission], send: Send, long_ago: Use, ada: User) -> None:
    long_ago(ada, FREE_SECONDS)
    assert send(ada).sent_at is not None


def test_heavy_users_are_sent_at_once_while_a_runner_is_idle(send: Send, long_ago: Use, ada: User) -> None:
    long_ago(ada, 300)
    assert [send(ada, number).sent_at is not None for number in (1, 2)] == [True, True]


def test_heavy_users_wait_while_every_runner_is_busy(
    busy: list[Submission], send: Send, grade: Grade, long_ago: Use, ada: User, emmy: User, jobs: Jobs
) -> None:
    long_ago(ada, 300)
    heavy, newcomer = send(ada), send(emmy)
    assert is_on_hold(heavy)
    assert newcomer.sent_at is not None
    assert [job["submission"] for job in jobs("cpu")] == [str(newcomer.uid)]
    grade(busy[0])
    assert is_on_hold(heavy)  # the newcomer has that runner now
    grade(newcomer)
    assert not is_on_hold(heavy)
    assert [job["submission"] for job in jobs("cpu")] == [str(heavy.uid)]


def test_cancelled_runs_count_as_use(busy: list[Submission], send: Send, ada: User) -> None:
    for number in range(4):
        run = send(ada, number)
        assert not is_on_hold(run)
        cancel(submission=run)
    assert is_on_hold(send(ada, 5))


def test_a_regrade_of_an_old_run_is_not_its_learners_use(
    busy: list[Submission], send: Send, long_ago: Use, ada: User
) -> None:
    long_ago(ada, 300, minutes=60)
    Submission.objects.filter(learner=ada).update(graded_at=timezone.now())
    assert not is_on_hold(send(ada))


def test_old_use_does_not_count(busy: list[Submission], send: Send, long_ago: Use, ada: User) -> None:
    long_ago(ada, 300, minutes=11)
    assert not is_on_hold(send(ada))


def test_lighter_users_go_first(
    busy: list[Submission], send: Send, grade: Grade, long_ago: Use, ada: User, emmy: User
) -> None:
    long_ago(ada, 300)
    long_ago(emmy, 100)
    first, second = send(ada), send(emmy)
    grade(busy[0])
    assert (is_on_hold(first), is_on_hold(second)) == (True, False)


def test_nobody_waits_for_others_longer_than_a_minute(
    busy: list[Submission], send: Send, long_ago: Use, ada: User, clock: time_machine.Traveller
) -> None:
    long_ago(ada, 300)
    heavy = send(ada)
    clock.shift(MAX_HOLD_SECONDS - 1)
    record_worker(data=worker_of("cpu"))
    resend_lost()
    assert is_on_hold(heavy)
    clock.shift(1)
    record_worker(data=worker_of("cpu"))
    resend_lost()
    assert not is_on_hold(heavy)
    assert heavy.sent_at is not None


def test_a_cancelled_run_makes_room(
    busy: list[Submission],
    send: Send,
    long_ago: Use,
    ada: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    long_ago(ada, 300)
    heavy = send(ada)
    with django_capture_on_commit_callbacks(execute=True):
        cancel(submission=busy[0])
    assert not is_on_hold(heavy)


def test_a_held_run_that_is_cancelled_is_never_sent(
    busy: list[Submission], send: Send, grade: Grade, long_ago: Use, ada: User, jobs: Jobs
) -> None:
    long_ago(ada, 300)
    heavy = send(ada)
    jobs("cpu")
    cancel(submission=heavy)
    grade(busy[0])
    assert jobs("cpu") == []


def test_nobody_is_held_back_without_a_runner(busy: list[Submission], send: Send, long_ago: Use, ada: User) -> None:
    Worker.objects.all().delete()
    long_ago(ada, 300)
    assert not is_on_hold(send(ada))


def test_another_queue_is_not_kept_busy(
    busy: list[Submission], exercise: Exercise, send: Send, long_ago: Use, ada: User
) -> None:
    record_worker(data=worker_of("gpu"))
    long_ago(ada, 300)
    twin = Exercise.objects.create(
        uid="on-gpu", slug="on-gpu", title="On a GPU", section="x", device=DeviceChoice.GPU, minutes=5, stars=3
    )
    run = Submission.objects.create(exercise=twin, learner=ada, source="x = 1")
    send_or_hold(run)
    assert not is_on_hold(run)


def test_two_releases_at_once_send_each_run_once(
    busy: list[Submission], send: Send, long_ago: Use, ada: User, jobs: Jobs, clock: time_machine.Traveller
) -> None:
    long_ago(ada, 300)
    send(ada)
    jobs("cpu")
    clock.shift(MAX_HOLD_SECONDS)
    assert (release_submissions(), release_submissions()) == (1, 0)
    assert len(jobs("cpu")) == 1


def test_the_page_says_why_it_waits_and_until_when(
    busy: list[Submission], send: Send, grade: Grade, long_ago: Use, ada: User, client_of: Callable[[User], Client]
) -> None:
    long_ago(ada, 300)
    heavy = send(ada)
    html = client_of(ada).get(heavy.get_absolute_url()).content.decode()
    assert '<span id="used-time">300 s</span>' in html
    assert '/cancel"' in html
    assert "in line" not in html
    key = queue_position(heavy).key
    grade(busy[0])
    heavy.refresh_from_db()
    assert queue_position(heavy).key != key
    assert 'id="used-time"' not in client_of(ada).get(heavy.get_absolute_url()).content.decode()


def test_a_held_run_does_not_block_the_queue(
    busy: list[Submission],
    send: Send,
    grade: Grade,
    long_ago: Use,
    ada: User,
    emmy: User,
    clock: time_machine.Traveller,
) -> None:
    long_ago(ada, 300)
    heavy = send(ada)
    clock.shift(1)
    newcomer = send(emmy)
    assert queue_position(newcomer).ahead == 2
    clock.shift(MAX_HOLD_SECONDS)
    release_submissions()
    heavy.refresh_from_db()
    assert (queue_position(newcomer).ahead, queue_position(heavy).ahead) == (2, 3)


def test_its_cost_does_not_grow_with_the_queue(
    busy: list[Submission], send: Send, long_ago: Use, exercise: Exercise, ada: User, emmy: User
) -> None:
    long_ago(ada, 300)
    send(ada)
    with CaptureQueriesContext(connection) as few:
        assert release_submissions() == 0
    now = timezone.now()
    for number in range(20):
        Submission.objects.create(exercise=exercise, learner=emmy, source=f"x = {number}", held_at=now)
    long_ago(emmy, 300)
    with CaptureQueriesContext(connection) as many:
        assert release_submissions() == 0
    assert len(few) == len(many)
