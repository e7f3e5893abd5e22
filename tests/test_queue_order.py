"""A worker that reads live queues and those of regrades takes a learner's job first, on a real broker."""

import uuid
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from kombu import Consumer

from exercises.fleet.broker import update_users
from exercises.grading.jobs import make_job, send
from exercises.models import RunnerHost
from exercises.tests.reports import host_called, identity_of
from lib import broker
from runner.broker import RunnerCelery, intake, transport_options, undeclared_queues
from runner.protocol import GRADE_TASK, Priority
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]
HOST = "hill"
QUEUES = ("cpu-regrade", "cpu", "cpu+triton", "cpu-regrade+triton")


class Broker:
    """The queues, and a worker that takes one job after another."""

    def __init__(self, app: RunnerCelery) -> None:
        self.app, self.numbers = app, count()

    def put(self, name: str, queue: str, priority: int) -> None:
        """Put a job called ``name`` on a queue."""
        options: dict[str, Any] = {"queue": undeclared_queues([queue])[0], "priority": priority}
        self.app.send_task(GRADE_TASK, args=[{}], task_id=f"{name} {next(self.numbers)}", **options)

    def take(self, number: int) -> list[str]:
        """Take so many jobs, and return their names in this order."""
        names: list[str] = []
        with self.app.connection_for_read() as connection:
            consumer = Consumer(connection, undeclared_queues(QUEUES))
            consumer.on_message = lambda job: names.append(job.headers["id"].split()[0])
            with consumer:
                while len(names) < number:
                    connection.drain_events(timeout=PATIENCE_S)
        return names


@pytest.fixture
def queues(valkey: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    monkeypatch.setattr(intake, "is_open", True)
    broker.client().flushdb()
    update_users([host_called(HOST, ("cpu", "cpu-regrade"))])
    app = RunnerCelery("runner", broker=settings.CELERY_BROKER_URL, fixups=[], set_as_current=False)
    app.conf.broker_transport_options = {"queue_order_strategy": "runner.broker:RegradesLast"}
    app.conf.broker_transport_options |= transport_options(identity_of(HOST))
    yield Broker(app)
    RunnerHost.objects.update(revoked_at="2026-03-02 10:00Z")
    update_users(RunnerHost.objects.all())
    broker.client().flushdb()


def test_a_learner_goes_before_the_most_urgent_job_of_a_regrade_queue(queues: Broker) -> None:
    for _ in range(20):
        queues.put("visitor", "cpu-regrade", 0)
    queues.put("learner", "cpu", 9)
    assert queues.take(3) == ["learner", "visitor", "visitor"]


def test_live_queues_take_turns_whatever_the_priorities_of_one(queues: Broker) -> None:
    for _ in range(4):
        queues.put("triton", "cpu+triton", Priority.RETURNED)
        queues.put("plain", "cpu", Priority.AWAITED)
    assert sorted(queues.take(2)) == ["plain", "triton"]


def test_within_a_queue_a_returned_job_goes_first(queues: Broker) -> None:
    queues.put("waiting", "cpu", Priority.AWAITED)
    queues.put("returned", "cpu", Priority.RETURNED)
    assert queues.take(2) == ["returned", "waiting"]


def test_visitors_go_before_regrades_that_were_sent_earlier(queues: Broker) -> None:
    uid = uuid.uuid4()
    job = make_job(submission=uid, attempt=uid, exercise="toy", digest="", source="x = 1", mode="submit")
    send(job, queue="cpu-regrade")
    send(job, queue="cpu-regrade", is_awaited=True)
    keys = [key for key, _ in (broker.client().brpop(["cpu-regrade", *_lists("cpu-regrade")]) for _ in range(2))]
    assert keys == [name.encode() for name in _lists("cpu-regrade")]


def _lists(queue: str) -> list[str]:
    """The broker's lists of the jobs that somebody waits for and of the others."""
    return [f"{queue}\x06\x16{priority.value}" for priority in (Priority.AWAITED, Priority.REGRADE)]
