"""Prometheus learns the runners' figures."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from exercises.fleet.actions import set_host_state, set_worker_state
from exercises.models import Exercise, RunnerHost, Submission, Worker
from exercises.tests.reports import record_worker, worker_of

TOKEN = "a long enough token"
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def worker(roadmap: None) -> Worker:
    """The only one. It has two processes and is online."""
    Worker.objects.all().delete()
    now = timezone.now()
    return Worker.objects.create(
        name="cpu@host",
        queues=["cpu", "cpu-regrade"],
        device="CPU",
        processes=2,
        fit=True,
        online_since=now,
        seen_at=now,
    )


@pytest.fixture
def exercise(roadmap: None) -> Exercise:
    return Exercise.objects.get(slug="matmul")


@pytest.fixture
def waiting(ada: User, exercise: Exercise) -> Callable[[int], None]:
    def submitted(count: int) -> None:
        for _ in range(count):
            Submission.objects.create(exercise=exercise, learner=ada, source="def matmul(): ...", queue="cpu")

    return submitted


def scraped(client: Client, settings: LazySettings) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels, which are in the order of their names."""
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


def test_it_asks_the_same_few_queries_each_time(client: Client, settings: LazySettings, worker: Worker) -> None:
    scraped(client, settings)
    with CaptureQueriesContext(connection) as queries:
        scraped(client, settings)
    assert len(queries) <= 7


def test_metrics_need_the_token(client: Client, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404


def test_the_load_is_waiting_submissions_for_each_process(
    client: Client, settings: LazySettings, worker: Worker, waiting: Callable[[int], None]
) -> None:
    waiting(5)
    figures = scraped(client, settings)
    assert figures["descent_queue_jobs", "cpu", "queued"] == 5
    assert figures["descent_queue_slots", "cpu"] == 2
    assert figures["descent_queue_load", "cpu"] == 2.5
    assert figures["descent_queue_oldest_seconds", "cpu"] >= 0


def test_without_a_fit_worker_the_load_is_what_one_process_would_have(
    client: Client, settings: LazySettings, worker: Worker, waiting: Callable[[int], None]
) -> None:
    Worker.objects.update(fit=False)
    waiting(3)
    figures = scraped(client, settings)
    assert figures["descent_worker_fit", "cpu@host"] == 0
    assert figures["descent_queue_slots", "cpu"] == 0
    assert figures["descent_queue_load", "cpu"] == 3


def test_a_silent_worker_is_offline(client: Client, settings: LazySettings, worker: Worker) -> None:
    assert scraped(client, settings)["descent_worker_online", "cpu@host"] == 1
    Worker.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    assert scraped(client, settings)["descent_worker_online", "cpu@host"] == 0


def test_verdicts_and_times_of_the_last_hour_are_counted(
    client: Client, settings: LazySettings, ada: User, exercise: Exercise, run: Callable[..., Submission]
) -> None:
    for milliseconds in (100, 200, 300):
        run(exercise, ada, queue="cpu", phases={"queue": milliseconds, "total": 40})
    run(exercise, ada, verdict="internal", queue="cpu")
    run(exercise, ada, queue="cpu", graded_at=timezone.now() - timedelta(hours=2))
    figures = scraped(client, settings)
    assert figures["descent_verdicts_last_hour", "cpu", "passed"] == 3
    assert figures["descent_verdicts_last_hour", "cpu", "internal"] == 1
    assert figures["descent_wait_seconds", "0.5", "cpu"] == 0.2
    assert figures["descent_grading_seconds", "0.99", "cpu"] == 0.04


def applied(app: str) -> list[str]:
    return [name for label, name in MigrationRecorder(connection).applied_migrations() if label == app]


def test_a_host_or_worker_out_of_service_says_for_how_long(client: Client, settings: LazySettings, grace: User) -> None:
    record_worker(data=worker_of("cpu"))
    host, worker = RunnerHost.objects.get(), Worker.objects.select_related("host").get()
    set_worker_state(person=grace, worker=worker, state="drained", reason="it is slow")
    assert ("descent_out_of_service_seconds", "hill", "drained", "cpu@host") in scraped(client, settings)
    set_host_state(person=grace, host=host, state="paused", reason="odd verdicts")
    RunnerHost.objects.update(paused_at=timezone.now() - timedelta(days=2))
    seconds = scraped(client, settings)["descent_out_of_service_seconds", "hill", "paused", ""]
    assert seconds >= 2 * 86_400
    set_host_state(person=grace, host=host, state="retired", reason="sold")
    assert not [name for name, *_ in scraped(client, settings) if name == "descent_out_of_service_seconds"]
