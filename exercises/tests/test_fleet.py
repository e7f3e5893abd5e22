"""Runners describe themselves; pages say who grades, and when nobody does, without asking anybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.actions import record_report, record_worker
from exercises.models import Device, Exercise, Submission, Worker
from exercises.tests.reports import report_on, worker_of

ClientOf = Callable[[User], Client]
BROKEN = [
    {"name": "namespaces", "ok": True, "evidence": "own mnt", "fix": ""},
    {"name": "memory", "ok": False, "evidence": "/srv/secret-path: not tried", "fix": "Mount cgroup v2."},
]


def status(client: Client | None = None) -> str:
    return (client or Client()).get("/status/").content.decode()


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
    ],
)
def test_what_does_not_describe_a_runner_is_dropped(db: None, data: Any) -> None:
    assert not record_worker(data=worker_of("cpu") | data if isinstance(data, dict) and data else data)
    assert not Worker.objects.exists()


def test_what_a_runner_says_is_cut_to_size(db: None) -> None:
    flood = "x" * 100_000
    layer = {"name": flood, "ok": "yes", "evidence": flood, "fix": flood}
    assert record_worker(data=worker_of("cpu", name=flood, layers=[layer] * 500, versions={flood: flood}))
    worker = Worker.objects.get()
    assert (len(worker.name), len(worker.layers), len(worker.layers[0]["evidence"])) == (80, 32, 2000)
    assert not worker.fit  # "yes" is not True


def test_a_runner_without_a_proof_of_its_layers_is_not_fit(db: None) -> None:
    record_worker(data=worker_of("cpu", layers=[]))
    assert not Worker.objects.get().fit


def test_an_exercise_says_when_and_why_nobody_grades_it_and_takes_the_code(
    exercise: Exercise, ada: User, client_of: ClientOf
) -> None:
    client = client_of(ada)
    said = "Exercises of this kind cannot be graded right now: "

    def page() -> str:
        return client.get(exercise.get_absolute_url()).content.decode()

    assert said + "no CPU runner has reported." in page()
    record_worker(data=worker_of("cpu", layers=BROKEN))
    assert said + "the sandbox of the CPU runner is not whole (memory)." in page()
    record_worker(data=worker_of("cpu"))
    assert said not in page()
    Worker.objects.update(seen_at=timezone.now() - timedelta(seconds=151))
    assert said + "the CPU runner was last heard from at " in page()
    client.post(exercise.get_absolute_url(), {"source": "x = 1", "mode": "submit"})
    assert Submission.objects.waiting().update(sent_at=timezone.now()) == 1
    assert "Waiting for a runner, 1st in line" in page()


def test_a_cpu_runner_does_not_grade_gpu_exercises(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    record_worker(data=worker_of("cpu"))
    Exercise.objects.update(device=Device.GPU)
    html = client_of(ada).get(exercise.get_absolute_url()).content.decode()
    assert "no GPU runner has reported." in html


def test_anybody_reads_how_long_the_lines_are(exercise: Exercise, submitted: Submission, ada: User) -> None:
    record_worker(data=worker_of("cpu"))
    for wait, run in ((10.0, 100.0), (30.0, 300.0), (2000.0, 900.0)):
        done = Submission.objects.create(exercise=exercise, learner=ada, source="x = 1")
        record_report(data=report_on(done, phases={"queue": wait, "total": run}))
    html = status()
    assert "<h1>All exercises can be graded</h1>" in html
    assert (
        "CPU exercises: 2 can be graded at the same time. 1 submission waits. In the last hour 3 were graded; " in html
    )
    assert "the median wait was 30 ms, the median run took 300 ms." in html
    assert "All layers of the sandbox hold: 1" in html


def test_only_an_admin_reads_names_and_evidence(db: None, ada: User, grace: User, client_of: ClientOf) -> None:
    record_worker(data=worker_of("cpu", layers=BROKEN))
    for reader in (Client(), client_of(ada)):
        html = status(reader)
        assert "Some exercises cannot be graded now" in html
        assert "1 of 2 layers of the sandbox does not hold" in html
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
    with django_assert_num_queries(4):  # runners, whether there is a GPU exercise, who waits, the last hour
        status()
