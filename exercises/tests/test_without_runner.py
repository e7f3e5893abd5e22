"""Submissions that no runner of this site can grade keep nobody from other exercises, and the page says so before."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.models import DeviceChoice, Exercise, Submission, Worker
from exercises.submissions.actions import MAX_WITHOUT_RUNNER, STILL_GRADED, WITHOUT_RUNNER, RateLimitError, submit
from exercises.tests.reports import host_called, record_worker, worker_of
from tests.markup import squeeze

CPU_ONLY = "cpu only"
GPU_TIME = 'id="gpu-seconds"'
NEVER_HAD, IS_AWAY = 'data-runner="never"', 'data-runner="away"'


@pytest.fixture
def kernel(exercise: Exercise) -> Exercise:
    """An exercise that needs Triton, on a site as it is installed: one runner on the CPU, without Triton."""
    host_called(CPU_ONLY, ("cpu", "cpu-regrade"))
    record_worker(data=worker_of("cpu"), by=CPU_ONLY)
    return Exercise.objects.create(uid="kernel", slug="kernel", title="Kernel", stars=3, minutes=20, needs=["triton"])


def send(exercise: Exercise, learner: User, number: int) -> Submission:
    return submit(exercise=exercise, learner=learner, source=f"x = {number}", mode="submit")


def page(client: Client, exercise: Exercise) -> str:
    return squeeze(client.get(exercise.get_absolute_url()).text)


def test_they_do_not_count_against_what_can_be_graded(kernel: Exercise, exercise: Exercise, ada: User) -> None:
    for number in range(MAX_WITHOUT_RUNNER):
        send(kernel, ada, number)
    graded = [send(exercise, ada, number) for number in range(2)]
    with pytest.raises(RateLimitError, match=STILL_GRADED.format("Two")[:30]) as refusal:
        send(exercise, ada, 2)
    assert set(refusal.value.runs) == set(graded)


def test_what_is_being_graded_does_not_count_against_them(kernel: Exercise, exercise: Exercise, ada: User) -> None:
    for number in range(2):
        send(exercise, ada, number)
    assert send(kernel, ada, 0).queue == "cpu+triton"


def test_a_learner_has_a_bounded_number_of_them_and_may_cancel_each(
    kernel: Exercise, ada: User, client_of: Callable[[User], Client]
) -> None:
    runs = [send(kernel, ada, number) for number in range(MAX_WITHOUT_RUNNER)]
    form = {"source": "x = 9", "mode": "submit"}
    html = squeeze(client_of(ada).post(kernel.get_absolute_url(), form, headers={"HX-Request": "true"}).text)
    assert WITHOUT_RUNNER.format("Five") in html
    assert all(f'action="{run.get_absolute_url()}cancel"' in html for run in runs)
    assert Submission.objects.count() == MAX_WITHOUT_RUNNER


def test_a_runner_that_went_away_locks_nobody_out_either(kernel: Exercise, exercise: Exercise, ada: User) -> None:
    record_worker(data=worker_of("cpu", name="cpu@triton", queues=["cpu+triton"]), by=CPU_ONLY)
    for number in range(2):
        send(kernel, ada, number)
    with pytest.raises(RateLimitError):
        send(kernel, ada, 2)
    Worker.objects.filter(name="cpu@triton").update(seen_at=timezone.now() - timedelta(hours=1))
    assert send(exercise, ada, 3).queue == "cpu"


def test_the_page_tells_a_runner_that_is_away_from_one_that_never_was(
    kernel: Exercise, ada: User, client_of: Callable[[User], Client]
) -> None:
    for client in (client_of(ada), Client()):
        assert NEVER_HAD in page(client, kernel)
    record_worker(data=worker_of("cpu", name="cpu@triton", queues=["cpu+triton"]), by=CPU_ONLY)
    assert 'id="trouble"' not in page(client_of(ada), kernel)
    Worker.objects.filter(name="cpu@triton").update(seen_at=timezone.now() - timedelta(hours=1))
    html = page(client_of(ada), kernel)
    assert NEVER_HAD not in html
    assert IS_AWAY in html


def test_the_interface_says_it_too(
    kernel: Exercise, exercise: Exercise, ada: User, api_of: Callable[..., Client]
) -> None:
    details = [api_of(ada).get(f"/api/v1/exercises/{slug}/").json() for slug in (kernel.slug, exercise.slug)]
    assert [detail["missing_runner"] for detail in details] == ["no CPU runner with Triton has reported", ""]


@pytest.mark.parametrize("device", [DeviceChoice.GPU, DeviceChoice.ANY])
def test_gpu_time_is_mentioned_only_where_a_gpu_host_was_ever_registered(
    kernel: Exercise, ada: User, client_of: Callable[[User], Client], device: str
) -> None:
    Exercise.objects.filter(pk=kernel.pk).update(device=device, needs=[])
    html = page(client_of(ada), kernel)
    assert GPU_TIME not in html
    assert "GPU time" not in html
    host_called("hill", ("gpu", "gpu-regrade"))
    assert GPU_TIME in page(client_of(ada), kernel)
