"""A run goes only where its exercise's needs are met, and waits without loss where that is nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from exercises.fleet.broker import acl_line
from exercises.fleet.capacity import capacity_of
from exercises.fleet.queues import runner_label
from exercises.models import DeviceChoice, Exercise, Submission, Worker
from exercises.submissions.actions import submit
from exercises.submissions.resending import resend_lost
from exercises.submissions.routing import choose_queue
from exercises.tests.reports import host_called, record_report, record_worker, report_on, worker_of
from exercises.tests.test_missing_runners import OUTAGE

ClientOf = Callable[[User], Client]
CARD = "NVIDIA H100, driver 580.65, CUDA 13.0"
pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture
def anywhere(exercise: Exercise) -> Exercise:
    exercise.device = DeviceChoice.ANY
    exercise.save()
    return exercise


@pytest.fixture
def triton(exercise: Exercise) -> Exercise:
    exercise.needs = ["triton"]
    exercise.save()
    return exercise


def gpu_host(**values: Any) -> None:
    record_worker(data=worker_of("gpu", device=CARD, capabilities=["cuda"], gpu_memory_mib=81_559) | values)


def triton_host(**values: Any) -> None:
    record_worker(data=worker_of("cpu", name="cpu@triton", queues=["cpu", "cpu+triton"]) | values)


def run_of(exercise: Exercise, learner: User, **fields: Any) -> Submission:
    fields = {"source": "x = 1", "sent_at": timezone.now()} | fields
    return Submission.objects.create(exercise=exercise, learner=learner, **fields)


# ------------------------------------------------------------------ exercises for either device


def test_one_for_either_device_goes_to_a_free_gpu(anywhere: Exercise, ada: User) -> None:
    record_worker(data=worker_of("cpu"))
    gpu_host()
    assert choose_queue(anywhere, ada) == "gpu"


def test_it_goes_to_the_cpu_while_every_gpu_is_busy(anywhere: Exercise, ada: User, carl: User) -> None:
    record_worker(data=worker_of("cpu"))
    gpu_host(processes=1)
    run_of(anywhere, carl, queue="gpu")
    assert choose_queue(anywhere, ada) == "cpu"


def test_it_waits_for_a_busy_gpu_if_no_cpu_host_is_online(anywhere: Exercise, ada: User, carl: User) -> None:
    gpu_host(processes=1)
    run_of(anywhere, carl, queue="gpu")
    assert choose_queue(anywhere, ada) == "gpu"


@pytest.mark.parametrize("values", [{"queues": ["gpu"], "layers": []}, {"queues": ["gpu+triton"]}])
def test_it_goes_to_the_cpu_where_no_gpu_host_suits(anywhere: Exercise, ada: User, values: dict[str, Any]) -> None:
    gpu_host(**values)
    assert choose_queue(anywhere, ada) == "cpu"


def test_it_goes_to_the_cpu_once_the_gpu_seconds_are_used(anywhere: Exercise, ada: User, settings: Settings) -> None:
    record_worker(data=worker_of("cpu"))
    gpu_host()
    run_of(anywhere, ada, gpu_s=settings.GPU_SECONDS_PER_DAY, state="cancelled")
    assert choose_queue(anywhere, ada) == "cpu"


def test_choosing_takes_one_query_and_none_for_one_device(
    anywhere: Exercise, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        gpu_host(name=f"gpu@{number}")
        run_of(anywhere, ada, queue="gpu")
    with django_assert_num_queries(1):
        choose_queue(anywhere, ada)
    anywhere.device = DeviceChoice.CPU
    with django_assert_num_queries(0):
        choose_queue(anywhere, ada)


def test_the_verdict_says_where_it_ran(anywhere: Exercise, ada: User, client_of: ClientOf) -> None:
    run = run_of(anywhere, ada, queue="gpu")
    assert record_report(data=report_on(run, device=CARD, gpu_s=0.4))
    assert CARD in client_of(ada).get(run.get_absolute_url()).content.decode()


def test_a_run_is_moved_off_a_queue_that_lost_its_hosts_and_costs_no_attempt(
    anywhere: Exercise, ada: User, jobs: Callable[..., list[dict[str, Any]]]
) -> None:
    run = run_of(anywhere, ada, queue="gpu")
    first = run.attempt
    assert resend_lost() == 0  # nobody serves the CPU either
    record_worker(data=worker_of("cpu"))
    assert resend_lost() == 1
    run.refresh_from_db()
    assert (run.queue, run.attempts) == ("cpu", 1)
    assert run.attempt != first
    assert [job["attempt"] for job in jobs("cpu")] == [str(run.attempt)]
    assert resend_lost() == 0


def test_after_a_fault_on_a_gpu_another_device_is_chosen(
    anywhere: Exercise, ada: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    record_worker(data=worker_of("cpu"))
    run = run_of(anywhere, ada, queue="gpu")
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(run, "internal", message="The card was taken out of service."))
    run.refresh_from_db()
    assert (run.queue, run.attempts) == ("cpu", 2)


# ------------------------------------------------------------------ needs


def test_a_job_with_needs_goes_to_a_queue_of_its_own(
    triton: Exercise, ada: User, jobs: Callable[..., list[dict[str, Any]]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    jobs("cpu+triton")
    with django_capture_on_commit_callbacks(execute=True):
        submit(exercise=triton, learner=ada, source="x = 1", mode="submit")
    assert jobs("cpu") == []
    assert len(jobs("cpu+triton")) == 1


def test_the_page_says_before_anything_is_written_that_no_host_suits(
    triton: Exercise, ada: User, client_of: ClientOf
) -> None:
    record_worker(data=worker_of("cpu"))
    for client in (client_of(ada), Client()):
        html = client.get(triton.get_absolute_url()).content.decode()
        assert 'id="trouble"' in html
        assert capacity_of("cpu+triton", []).problem in html
    triton_host()
    for client in (client_of(ada), Client()):
        assert 'id="trouble"' not in client.get(triton.get_absolute_url()).content.decode()


def test_waiting_for_a_suitable_host_does_not_count_as_lost(triton: Exercise, ada: User, carl: User) -> None:
    record_worker(data=worker_of("cpu"))
    Worker.objects.update(online_since=timezone.now() - timedelta(days=1))
    run = run_of(triton, ada, sent_at=timezone.now() - timedelta(hours=5))
    plain_exercise = Exercise.objects.create(uid="plain", slug="plain", title="Plain", section="x", minutes=5, stars=3)
    newer = run_of(plain_exercise, carl)
    record_report(data=report_on(newer))
    Submission.objects.filter(pk=newer.pk).update(graded_at=timezone.now() - timedelta(hours=4))
    assert resend_lost() == 0
    run.refresh_from_db()
    assert run.is_waiting


def test_a_need_that_an_exercise_no_longer_has_is_not_waited_for(triton: Exercise, ada: User) -> None:
    run = run_of(triton, ada, sent_at=None, created_at=timezone.now() - timedelta(minutes=1))
    Exercise.objects.update(needs=[])
    assert resend_lost() == 1
    run.refresh_from_db()
    assert run.queue == "cpu"


def test_a_run_from_before_queues_were_stored_gets_one(exercise: Exercise, ada: User) -> None:
    run = run_of(exercise, ada)
    Submission.objects.update(queue="")
    resend_lost()
    run.refresh_from_db()
    assert run.queue == "cpu"


def test_a_host_may_report_on_the_queues_by_need_of_its_own_queues_only(triton: Exercise, ada: User) -> None:
    host_called("plain", ("cpu",))
    run = run_of(triton, ada)
    assert record_report(data=report_on(run), by="plain")
    Exercise.objects.update(device=DeviceChoice.GPU)
    plain_exercise = run_of(Exercise.objects.get(), ada)
    assert plain_exercise.queue == "gpu+triton"
    assert not record_report(data=report_on(plain_exercise), by="plain")
    assert not record_worker(data=worker_of("gpu", queues=["cpu", "gpu+triton"]), by="plain")


def test_on_the_broker_a_host_may_use_the_queues_by_need_of_its_own_queues_only(db: None) -> None:
    line = acl_line(host_called("plain", ("cpu",)))
    assert "~cpu+*" in line
    assert "gpu" not in line
    assert "regrade" not in line


def test_the_status_page_lists_queues_by_need_and_what_hosts_can_do(triton: Exercise) -> None:
    record_worker(data=worker_of("cpu"))
    html = Client().get("/status/").content.decode()
    assert f"needs a {runner_label('cpu+triton')}." in html
    triton_host(capabilities=["triton"])
    gpu_host()
    html = Client().get("/status/").content.decode()
    assert OUTAGE not in html
    for label in ("CPU with Triton", CARD, "CUDA", "80 GB of memory"):
        assert label in html
