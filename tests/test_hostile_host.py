"""Two runner hosts on a real broker, each with its own credentials. One is hostile, and gains nothing.

The hostile one has all that its operator has: its key, its password for the broker, and any program they like. Broker,
collector, and what the web does with a report are real. An honest submission is graded while it attacks.
"""

import json
import pickle
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.core.cache import cache

from accounts.models import User
from exercises.fleet import actions as fleet_actions
from exercises.fleet import broker as fleet_broker
from exercises.fleet import report_collector
from exercises.models import Exercise, RunnerHost, Submission, Worker
from exercises.submissions import actions as submission_actions
from exercises.submissions import reports
from exercises.submissions.attempts import job_of
from exercises.submissions.spot_checks import begin_regrade
from exercises.tests.reports import host_called, identity_of, report_on, signed, worker_of
from lib import broker
from lib.broker import redis_url
from runner.protocol import MessageKind, SignedMessage, cancelled_key, report_list, unacked_keys
from tests.patience import PATIENCE_S, comes_true

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]
HONEST, HOSTILE = "honest", "hostile"


@pytest.fixture
def hosts(valkey: str, db: None) -> Iterator[tuple[RunnerHost, RunnerHost]]:
    """One for the CPU queues, and a hostile one for the GPU's; nothing lies on the broker yet."""
    broker.client().flushdb()
    pair = host_called(HONEST, ("cpu", "cpu-regrade")), host_called(HOSTILE, ("gpu",))
    yield pair
    RunnerHost.objects.update(revoked_at="2026-03-02 10:00Z")
    fleet_actions.update_broker()
    broker.client().flushdb()


@pytest.fixture
def collector() -> Iterator[report_collector.Collector]:
    running = report_collector.Collector()
    thread = threading.Thread(target=running.run)
    thread.start()
    yield running
    running.stop_event.set()
    thread.join(PATIENCE_S)


@pytest.fixture
def victim(exercise: Exercise, ada: User, hosts: tuple[RunnerHost, RunnerHost]) -> Submission:
    """Ada's submission, on the honest host's queue."""
    return submission_actions.submit(exercise=exercise, learner=ada, source="nothing of worth", mode="submit")


@pytest.fixture
def exercise(db: None) -> Exercise:
    fields = {"title": "Attention", "summary": "One query.", "statement": "Write it.", "statement_html": "<p>It.</p>"}
    return Exercise.objects.create(
        uid="attention", slug="attention", section="llms", starter="", stars=5, minutes=40, digest="0" * 16, **fields
    )


def as_host(name: str) -> Any:
    """The broker, as this host's operator reaches it."""
    who, url = identity_of(name), redis_url(settings.CELERY_BROKER_URL)
    return redis.Redis.from_url(url, username=who.user, password=who.password)


def push(name: str, text: str | bytes) -> None:
    as_host(name).lpush(report_list(identity_of(name).host), text)


def all_read(*names: str) -> Callable[[], bool]:
    lists = [key for name in names for key in (report_list(identity_of(name).host), f"taken.{identity_of(name).host}")]
    return lambda: not broker.client().exists(*lists)


def graded(submission: Submission) -> Callable[[], bool]:
    return lambda: Submission.objects.filter(pk=submission.pk, state=Submission.State.DONE).exists()


def honest_verdict(submission: Submission, verdict: str = "failed") -> None:
    """What the honest host's worker does: take the job, and report."""
    as_host(HONEST).brpop(["cpu", "cpu\x06\x163", "cpu\x06\x166"], 1)
    push(HONEST, signed(report_on(submission, verdict), by=HONEST))


def refused(*command: Any) -> bool:
    with pytest.raises(redis.exceptions.NoPermissionError):
        as_host(HOSTILE).execute_command(*command)
    return True


# ------------------------------------------------------------------ reading


def test_it_cannot_read_another_hosts_queue_or_jobs(victim: Submission) -> None:
    other, own = identity_of(HONEST).host, identity_of(HOSTILE).host
    for queue in ("cpu", "cpu\x06\x163", "cpu-regrade", "web", "web\x06\x163", "celery"):
        assert refused("BRPOP", queue, 1)
        assert refused("LPUSH", queue, "x")
    for key in (*unacked_keys(other).values(), "unacked", "unacked_index"):
        assert refused("HGET", key, "x")
        assert refused("ZRANGE", key, 0, -1)
        assert refused("HSET", key, "x", "y")
    for name in (report_list(other), report_list(own)):
        assert refused("BRPOP", name, 1)
        assert refused("LRANGE", name, 0, -1)
    assert refused("LPUSH", report_list(other), "x")
    assert refused("LPUSH", f"taken.{own}", "x")
    assert refused("LPUSH", cancelled_key(str(victim.attempt)), "x")


def test_it_can_list_change_and_stop_nothing(hosts: object) -> None:
    for command in (
        ("FLUSHALL",), ("FLUSHDB",), ("KEYS", "*"), ("SCAN", 0), ("RANDOMKEY",), ("DBSIZE",), ("SHUTDOWN",), ("INFO",),
        ("CONFIG", "GET", "*"), ("CONFIG", "SET", "dir", "/"), ("ACL", "LIST"), ("ACL", "WHOAMI"), ("MONITOR",),
        ("CLIENT", "LIST"), ("CLIENT", "KILL", "TYPE", "normal"), ("SAVE",), ("MODULE", "LIST"),
        ("EVAL", "while true do end", 0), ("EVALSHA", "0" * 40, 0), ("FUNCTION", "LIST"), ("SCRIPT", "FLUSH"),
        ("PUBLISH", "/0.celery.pidbox", "x"), ("SUBSCRIBE", "descent:submission:x"), ("PSUBSCRIBE", "*"),
        ("REPLICAOF", "127.0.0.1", 1), ("SWAPDB", 0, 2), ("MOVE", "gpu", 2), ("RENAME", "gpu", "cpu"), ("DEL", "gpu"),
        ("SORT", "gpu", "STORE", "cpu"), ("LMOVE", "gpu", "cpu", "LEFT", "LEFT"), ("COPY", "gpu", "cpu"),
        ("SADD", "_kombu.binding.cpu", "x"), ("SREM", "_kombu.binding.cpu", "x"),
    ):  # fmt: skip
        assert refused(*command)


def test_without_credentials_it_cannot_connect(hosts: object) -> None:
    hostile = as_host(HOSTILE)
    with pytest.raises(redis.AuthenticationError):
        hostile.execute_command("AUTH", identity_of(HONEST).user, identity_of(HOSTILE).password)


# ------------------------------------------------------------------ forging


def test_it_cannot_report_on_another_hosts_queue(victim: Submission, collector: object) -> None:
    pass_ = report_on(victim, "passed")
    forged = SignedMessage.from_text(signed(pass_, by=HOSTILE))
    attempts: list[str | bytes] = [
        signed(pass_, by=HOSTILE),  # under its own name
        signed(pass_, by="somebody else"),  # under a key that nobody registered
        replace(forged, host=identity_of(HONEST).host).to_text(),  # under the other's name
        replace(forged, signature="").to_text(),
        json.dumps(pass_),
        pickle.dumps(pass_),
        b"\xff\xfe\x00",
        "[" * 1_000_000,
        signed(pass_, MessageKind.HEARTBEAT, by=HOSTILE),
    ]
    for text in attempts:
        push(HOSTILE, text)
    assert comes_true(all_read(HOSTILE))
    victim.refresh_from_db()
    assert (victim.state, victim.attempts) == (Submission.State.QUEUED, 1)

    honest_verdict(victim)
    assert comes_true(graded(victim))
    victim.refresh_from_db()
    assert (victim.verdict, victim.host) == ("failed", RunnerHost.objects.get(name=HONEST))


def test_a_pass_of_another_source_is_not_this_submissions(victim: Submission, collector: object) -> None:
    """A host of the same queue could put the solution on it in this submission's name, for an honest one to pass."""
    other = replace(job_of(victim), source="the solution")
    push(HONEST, signed(report_on(victim, "passed", job=other.fingerprint), by=HONEST))
    tried = replace(job_of(victim), mode=type(other.mode)("try"))
    push(HONEST, signed(report_on(victim, "passed", job=tried.fingerprint), by=HONEST))
    honest_verdict(victim)
    assert comes_true(graded(victim))
    victim.refresh_from_db()
    assert victim.verdict == "failed"


def test_a_message_that_was_read_before_changes_nothing(victim: Submission, collector: object) -> None:
    old = signed(report_on(victim, "failed"), by=HONEST)
    push(HONEST, old)
    assert comes_true(graded(victim))
    begin_regrade(Submission.objects.select_related("exercise").get())
    for name in (HONEST, HOSTILE):
        push(name, old)
    assert comes_true(all_read(HONEST, HOSTILE))
    assert Submission.objects.get().is_regrading

    heartbeat = signed(worker_of("gpu", queues=["gpu"], sent_at=time.time()), MessageKind.HEARTBEAT, by=HOSTILE)
    push(HOSTILE, heartbeat)
    assert comes_true(lambda: Worker.objects.filter(host__name=HOSTILE).exists())
    Worker.objects.update(seen_at="2026-03-02 10:00Z")
    push(HOSTILE, heartbeat)
    assert comes_true(all_read(HOSTILE))
    assert not Worker.objects.get().is_online


def test_it_cannot_pose_as_a_worker_of_another_queue_or_host(hosts: object, collector: object) -> None:
    push(HONEST, signed(worker_of("cpu", sent_at=time.time()), MessageKind.HEARTBEAT, by=HONEST))
    assert comes_true(lambda: Worker.objects.exists())
    push(HOSTILE, signed(worker_of("cpu", sent_at=time.time(), processes=999), MessageKind.HEARTBEAT, by=HOSTILE))
    for number in range(20):
        data = worker_of("gpu", name=f"gpu@{number}", queues=["gpu"], sent_at=time.time())
        push(HOSTILE, signed(data, MessageKind.HEARTBEAT, by=HOSTILE))
    assert comes_true(all_read(HOSTILE))
    assert Worker.objects.get(name="cpu@host").host == RunnerHost.objects.get(name=HONEST)
    assert Worker.objects.filter(host__name=HOSTILE).count() == 16


def test_a_revoked_host_is_cut_off_and_not_believed(victim: Submission, collector: object) -> None:
    connected = as_host(HONEST)
    connected.ping()
    last = signed(report_on(victim, "passed"), by=HONEST)
    fleet_actions.revoke_host(host=RunnerHost.objects.get(name=HONEST))
    with pytest.raises((redis.AuthenticationError, redis.ConnectionError)):
        connected.ping()
    assert not reports.record_report(data=last)
    assert not graded(victim)()
    with pytest.raises(fleet_actions.HostRefusedError, match="was revoked"):
        host_called(HONEST)


# ------------------------------------------------------------------ code and orders


def test_it_runs_no_task_of_the_web(victim: Submission, hosts: object, collector: object) -> None:
    """The messages that Celery sends would name any task, and what is to follow it."""
    forger = Celery(set_as_current=False)
    forger.conf.update(task_serializer="json")
    body = json.dumps([[{"verdict": "passed"}], {}, {"chain": [], "callbacks": None, "errbacks": None, "chord": None}])
    headers = {"task": "exercises.update_broker", "id": uuid.uuid4().hex, "lang": "py"}
    for content_type in ("application/json", "application/x-python-serialize"):
        message = {"body": body, "headers": headers, "content-type": content_type, "properties": {}}
        push(HOSTILE, json.dumps(message))
        for key in ("reports", "web"):
            with suppress(redis.exceptions.NoPermissionError):
                as_host(HOSTILE).lpush(key, json.dumps(message))
    assert comes_true(all_read(HOSTILE))
    assert not broker.client().exists("reports", "web")
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]


def test_it_plants_nothing_in_the_cache(hosts: object, tmp_path: Path) -> None:
    cache.set("key", "value")
    hostile = as_host(HOSTILE)
    hostile.execute_command("SELECT", 2)
    for command in (("SET", ":1:key", pickle.dumps(tmp_path)), ("GET", ":1:key"), ("HSET", ":1:key", "a", "b")):
        with pytest.raises(redis.exceptions.NoPermissionError):
            hostile.execute_command(*command)
    assert cache.get("key") == "value"


# ------------------------------------------------------------------ floods


def test_a_flood_delays_nobody_and_cuts_off_its_sender(
    victim: Submission, collector: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet_broker, "MAX_WAITING_MESSAGES", 500)
    hostile, own = as_host(HOSTILE), report_list(identity_of(HOSTILE).host)
    hostile.lpush(own, *["x" * 1_000] * 2_000)
    honest_verdict(victim)
    assert comes_true(graded(victim))

    def ended() -> bool:
        with suppress(redis.RedisError):
            hostile.lpush(own, *["x" * 1_000] * 100)
            return False
        return True

    assert comes_true(ended)
    assert comes_true(lambda: RunnerHost.objects.get(name=HOSTILE).paused_at)
    host = RunnerHost.objects.get(name=HOSTILE)
    assert "were thrown away" in host.flag
    assert comes_true(lambda: broker.client().llen(own) <= 600)
    fleet_actions.set_host_state(person=None, host=host, state="active")
    assert as_host(HOSTILE).ping()
