"""A worker that asked the broker for a job just before it was drained or stopped puts it back as if it never had it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from kombu import Consumer

from exercises.fleet.broker import update_users
from exercises.models import RunnerHost
from exercises.tests.reports import host_called, identity_of
from lib import broker
from runner.broker import RunnerCelery, intake, transport_options, undeclared_queues
from runner.protocol import GRADE_TASK, unacked_keys
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]
HOST = "hill"
LIVE_QUEUE = "cpu\x06\x163"  # kombu's key for the queue's messages of priority 3


@pytest.fixture
def app(valkey: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunnerCelery]:
    """That of a worker in service, with the rights of its host."""
    monkeypatch.setattr(intake, "is_open", True)
    broker.client().flushdb()
    update_users([host_called(HOST, ("cpu",))])
    app = RunnerCelery("runner", broker=settings.CELERY_BROKER_URL, fixups=[], set_as_current=False)
    app.conf.broker_transport_options = {"queue_order_strategy": "runner.broker:RegradesLast"}
    app.conf.broker_transport_options |= transport_options(identity_of(HOST))
    yield app
    RunnerHost.objects.update(revoked_at="2026-03-02 10:00Z")
    update_users(RunnerHost.objects.all())
    broker.client().flushdb()


@contextmanager
def worker_that_asks_for_a_job(app: RunnerCelery) -> Iterator[tuple[Any, list[Any]]]:
    """Yields its consumer, and a list that gets what it takes."""
    taken: list[Any] = []
    with app.connection_for_read() as connection:
        channel: Any = connection.default_channel
        channel.brpop_timeout = int(PATIENCE_S)
        with Consumer(channel, undeclared_queues(["cpu"]), on_message=taken.append) as consumer:
            with pytest.raises(TimeoutError):
                connection.drain_events(timeout=0.01)
            assert channel._in_poll
            yield consumer, taken


@pytest.fixture
def jobs(app: RunnerCelery) -> list[bytes]:
    """Two messages as they lie on the broker, the older one first. They aren't on it yet."""
    queue: Any = undeclared_queues(["cpu"])[0]
    for name in ("older", "newer"):
        app.send_task(GRADE_TASK, args=[{}], queue=queue, priority=3, task_id=name)
    messages: list[bytes] = broker.client().lrange(LIVE_QUEUE, 0, -1)
    broker.client().delete(LIVE_QUEUE)
    return messages[::-1]


def are_untouched(jobs: list[bytes]) -> bool:
    """Whether the queue holds just these, and no worker's list of unacknowledged jobs has any."""
    return broker.client().lrange(LIVE_QUEUE, 0, -1) == jobs[::-1] and not broker.client().exists(
        *unacked_keys(identity_of(HOST).host).values()
    )


def test_a_drained_worker_leaves_it_as_the_next_of_its_queue(app: RunnerCelery, jobs: list[bytes]) -> None:
    with worker_that_asks_for_a_job(app) as (consumer, taken):
        intake.is_open = False
        broker.client().lpush(LIVE_QUEUE, *jobs)
        consumer.connection.drain_events(timeout=PATIENCE_S)
        assert are_untouched(jobs)
        assert not taken


def test_a_worker_that_stops_leaves_it_as_the_next_of_its_queue(app: RunnerCelery, jobs: list[bytes]) -> None:
    with worker_that_asks_for_a_job(app) as (consumer, taken):
        consumer.cancel()
        broker.client().lpush(LIVE_QUEUE, *jobs)
    assert are_untouched(jobs)
    assert not taken


def test_a_worker_in_service_takes_it(app: RunnerCelery, jobs: list[bytes]) -> None:
    with worker_that_asks_for_a_job(app) as (consumer, taken):
        broker.client().lpush(LIVE_QUEUE, *jobs)
        consumer.connection.drain_events(timeout=PATIENCE_S)
        assert [message.headers["id"] for message in taken] == ["older"]
