"""Runners describe themselves; pages say who grades, and when nobody does, without asking anybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.fleet.capacity import capacity
from exercises.models import DeviceChoice, Exercise, Submission, Worker
from exercises.tests.reports import record_report, record_worker, report_on, worker_of
from exercises.tests.test_missing_runners import OUTAGE
from tests.figures import figures
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
BROKEN = [
    {"name": "namespaces", "ok": True, "evidence": "own mnt", "fix": ""},
    {"name": "memory", "ok": False, "evidence": "/srv/secret-path: not tried", "fix": "Mount cgroup v2."},
]


def status(client: Client | None = None) -> str:
    return squeeze((client or Client()).get("/status/").content.decode())


def test_a_runner_is_kept_once_and_forgotten_after_a_day_of_silence(db: None) -> None:
    assert record_worker(data=worker_of("cpu"))
    first = Worker.objects.get()
    assert record_worker(data=worker_of("cpu", processes=4))
    again = Worker.objects.get()
    assert (again.processes, again.online_since) == (4, first.online_since)
    assert record_worker(data=worker_of("cpu", start="second"))
    assert Worker.objects.get().online_since > first.online_since
    Worker.objects.update(seen_at=timezone.now() - timedelta(hours=25))
    record_worker(data=worker_of("gpu"))
    assert Worker.objects.get().name == "gpu@host"


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"name": ""},
        {"queues": []},
        {"queues": [1]},
        {"layers": "all"},
        {"layers": [{}]},
        {"processes": "x"},
        {"capabilities": None},
        {"gpu_memory_mib": "all"},
    ],
)
def test_invalid_heartbeats_are_dropped(db: None, data: Any) -> None:
    assert not record_worker(data=worker_of("cpu") | data if isinstance(data, dict) and data else data)
    assert not Worker.objects.exists()


def test_heartbeats_are_cut_to_size(db: None) -> None:
    flood = "x" * 10_000
    layer = {"name": flood, "ok": "yes", "evidence": flood, "fix": flood}
    assert record_worker(data=worker_of("cpu", name=flood, layers=[layer] * 50, versions={flood: flood}))
    worker = Worker.objects.get()
    assert (len(worker.name), len(worker.layers), len(worker.layers[0]["evidence"])) == (80, 32, 2000)
    assert not worker.fit  # "yes" is not True


def test_a_heartbeat_says_what_its_host_can_do(db: None) -> None:
    card = "NVIDIA H100, driver 580.65, CUDA 13.0"
    record_worker(data=worker_of("gpu", device=card, capabilities=["cuda", "triton"], gpu_memory_mib=81_559))
    worker = Worker.objects.get()
    assert (worker.device, worker.capabilities, worker.gpu_memory_mib) == (card, ["cuda", "triton"], 81_559)
    assert card in status()


def test_a_heartbeat_from_before_capabilities_announces_none(db: None) -> None:
    record_worker(data=worker_of("cpu"))
    worker = Worker.objects.get()
    assert (worker.capabilities, worker.gpu_memory_mib) == ([], 0)


def test_a_runner_without_a_proof_of_its_layers_is_not_fit(db: None) -> None:
    record_worker(data=worker_of("cpu", layers=[]))
    assert not Worker.objects.get().fit


def test_an_exercise_says_when_and_why_nobody_grades_it_and_takes_the_code(
    exercise: Exercise, ada: User, client_of: ClientOf
) -> None:
    client = client_of(ada)

    def page() -> str:
        return client.get(exercise.get_absolute_url()).content.decode()

    assert "no CPU runner has reported." in page()
    record_worker(data=worker_of("cpu", layers=BROKEN))
    assert "(memory)." in page()
    record_worker(data=worker_of("cpu"))
    assert 'id="trouble"' not in page()
    Worker.objects.update(seen_at=timezone.now() - timedelta(seconds=151))
    with timezone.override(ada.zone):
        sentence = capacity("cpu").problem
    assert f": {sentence}." in page()
    client.post(exercise.get_absolute_url(), {"source": "x = 1", "mode": "submit"})
    assert Submission.objects.waiting().update(sent_at=timezone.now()) == 1
    assert "1st in line" in page()


def test_a_cpu_runner_does_not_grade_gpu_exercises(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    record_worker(data=worker_of("cpu"))
    Exercise.objects.update(device=DeviceChoice.GPU)
    html = client_of(ada).get(exercise.get_absolute_url()).content.decode()
    assert "no GPU runner has reported." in html


def test_everyone_can_read_the_queue_lengths(exercise: Exercise, submitted: Submission, ada: User) -> None:
    record_worker(data=worker_of("cpu"))
    for wait, run in ((10.0, 100.0), (30.0, 300.0), (2000.0, 900.0)):
        done = Submission.objects.create(exercise=exercise, learner=ada, source="x = 1")
        record_report(data=report_on(done, phases={"queue": wait, "total": run}))
    html = status()
    assert OUTAGE not in html
    assert figures(html.partition("Exercises on CPU:")[2])[:3] == ["2", "1", "3"]
    assert "median wait 30 ms, median run 300 ms." in html
    assert "All 1 sandbox layer working" in html


def test_only_admins_see_names_and_evidence(db: None, ada: User, grace: User, client_of: ClientOf) -> None:
    record_worker(data=worker_of("cpu", layers=BROKEN))
    for reader in (Client(), client_of(ada)):
        html = status(reader)
        assert OUTAGE in html
        assert "1 of 2 sandbox layers" in html
        assert "secret-path" not in html
        assert "cpu@host" not in html
    html = status(client_of(grace))
    assert "secret-path" in html
    assert "Mount cgroup v2." in html
    assert "cpu@host" in html


def test_the_number_of_queries_does_not_depend_on_runners_and_runs(
    exercise: Exercise, ada: User, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        record_worker(data=worker_of("cpu", name=f"cpu@{number}"))
        Submission.objects.create(exercise=exercise, learner=ada, source="x = 1")
    with django_assert_num_queries(5):  # runners, what the exercises need, who waits, regrades, the last hour
        status()
