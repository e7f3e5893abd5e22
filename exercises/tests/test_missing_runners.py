"""The status page tells a runner that the site never had from one that went away."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.fleet.queues import runner_label
from exercises.fleet.status import RunnerStatus, runner_status
from exercises.models import DeviceChoice, Exercise, RunnerHost, Submission, VerdictChoice, Worker
from exercises.tests.reports import grade_all, host_called, record_worker, worker_of
from tests.markup import squeeze

CPU_ONLY = "cpu only"
OUTAGE, NO_SUCH_RUNNER = "data-down", "data-optional"


@pytest.fixture
def cpu_site(exercise: Exercise) -> Exercise:
    """A site as it is installed: one runner on the CPU, without Triton. Returns an exercise that needs Triton."""
    host_called(CPU_ONLY, ("cpu", "cpu-regrade"))
    record_worker(data=worker_of("cpu"), by=CPU_ONLY)
    return Exercise.objects.create(uid="kernel", slug="kernel", title="Kernel", stars=3, minutes=20, needs=["triton"])


def page() -> str:
    return squeeze(Client().get("/status/").content.decode())


def test_a_need_that_no_runner_ever_met_is_no_outage(cpu_site: Exercise) -> None:
    html = page()
    assert OUTAGE not in html
    assert NO_SUCH_RUNNER in html
    assert f"1 exercise needs a {runner_label('cpu+triton')}." in html
    assert "<h1>1 of 2 exercises" in html


def test_a_runner_that_stopped_is_an_outage(cpu_site: Exercise) -> None:
    record_worker(data=worker_of("cpu", name="cpu@triton", queues=["cpu+triton"]), by=CPU_ONLY)
    assert OUTAGE not in page()
    Worker.objects.filter(name="cpu@triton").update(seen_at=timezone.now() - timedelta(hours=1))
    assert OUTAGE in page()


def test_a_runner_that_graded_once_is_an_outage_after_its_heartbeats_are_forgotten(
    cpu_site: Exercise, ada: User
) -> None:
    Submission.objects.create(exercise=cpu_site, learner=ada, source="x = 1")
    grade_all(VerdictChoice.INTERNAL)
    assert OUTAGE not in page(), "nobody graded it"
    Submission.objects.update(verdict=VerdictChoice.PASSED)
    assert OUTAGE in page()
    assert NO_SUCH_RUNNER not in page()


def test_a_registered_gpu_host_that_never_reported_is_an_outage(cpu_site: Exercise) -> None:
    Exercise.objects.filter(pk=cpu_site.pk).update(device=DeviceChoice.GPU)
    assert OUTAGE not in page()
    host_called("hill", ("gpu", "gpu-regrade"))
    assert OUTAGE in page()
    RunnerHost.objects.filter(name="hill").update(revoked_at=timezone.now())
    assert OUTAGE not in page()


def test_without_a_cpu_runner_the_site_is_down(exercise: Exercise) -> None:
    assert OUTAGE in page()
    assert NO_SUCH_RUNNER not in page()


def test_an_exercise_for_either_device_counts_where_it_can_be_graded(cpu_site: Exercise) -> None:
    Exercise.objects.filter(pk=cpu_site.pk).update(device=DeviceChoice.ANY)
    record_worker(data=worker_of("gpu", queues=["gpu", "gpu+triton"]))
    status: RunnerStatus = runner_status()
    assert (status.is_down, status.gradable_count, status.exercise_count) == (False, 2, 2)


def test_submissions_that_wait_for_a_missing_runner_are_counted(cpu_site: Exercise, ada: User) -> None:
    Submission.objects.create(exercise=cpu_site, learner=ada, source="x = 1")
    html = page().partition(NO_SUCH_RUNNER)[2].partition("</p>")[0]
    assert "1 submission" in html
