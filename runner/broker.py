"""Use the broker as a runner host: a user of its own with few rights (exercises/fleet/broker.py has the list).

Kombu assumes that its user may run scripts on the server and declare exchanges, and that it can trust what is on a
queue. None of that holds here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from queue import Empty
from time import monotonic, sleep, time
from typing import Any

import redis
from celery import Celery
from celery.worker import state
from kombu import Queue
from kombu.transport import redis as kombu_redis
from kombu.utils.scheduling import round_robin_cycle

from runner.identity import Identity
from runner.protocol import (
    ALL_WORKERS,
    AcksOnceMixin,
    BrokerLinkMixin,
    Priority,
    base_queue,
    cancelled_key,
    drain_key,
    is_regrade_queue,
    needs_of,
    package_set_of,
    report_list,
    served_queues,
    unacked_keys,
)

_LOG = logging.getLogger(__name__)
_RETRY_SECONDS = 30
_LOOK_AGAIN_SECONDS = 0.2  # at queues that are closed until a job is finished
_BROKER_ERRORS = (redis.RedisError, OSError)


class _QoS(AcksOnceMixin, kombu_redis.QoS):
    def restore_visible(self, start: int = 0, num: int | None = 10, interval: int = 10) -> None:
        """Put back the jobs of a dead worker of this host.

        Kombu's own version holds a lock, which needs a script on the server. No lock is needed: each job moves in a
        transaction, and a second worker that tries to move it does nothing.
        """
        channel: Any = self.channel
        with channel.conn_or_acquire() as client:
            ceiling = time() - self.visibility_timeout
            page = {"offset": start, "num": num} if num else {}
            for tag in client.zrange(self.unacked_index_key, ceiling, 0, desc=True, byscore=True, **page):
                self.restore_by_tag(tag, client)


class Intake:
    """The jobs that this worker accepts now. While it is closed, the worker looks at no queue and finishes its jobs."""

    is_open = True
    reported_jobs = 0  # how many it works on, by its last heartbeat
    processes = 1

    def regrade_steps(self, steps: Sequence[int], *, serves_learners: bool) -> Sequence[int]:
        """The priorities at which it takes a job of a regrade queue now.

        One visitor's job at a time: strangers write that code, and nobody waits behind all of it. A worker that also
        reads live queues keeps a process free for them if it has more than one.
        """
        jobs = [job for job in _delivery_infos() if is_regrade_queue(str(job.get("routing_key")))]
        if serves_learners and len(jobs) >= max(1, self.processes - 1):
            return ()
        if all(job.get("priority") == Priority.REGRADE for job in jobs):
            return steps
        return [step for step in steps if step >= Priority.REGRADE]


def _delivery_infos() -> list[dict[str, Any]]:
    """Return the origin of each job that a process has or is about to take. Another host may have forged it."""
    return [dict(request.delivery_info) for request in list(state.reserved_requests)]


intake = Intake()


class RegradesLast(round_robin_cycle):  # type: ignore[type-arg]  # generic in the stubs only
    """The order in which queues are looked at: live ones in turn, so that none starves, then regrades.

    None while the intake is closed.
    """

    def consume(self, n: int) -> list[str]:  # type: ignore[override]  # a list in kombu too, despite the stubs
        return sorted(super().consume(n), key=is_regrade_queue) if intake.is_open else []


class _Channel(kombu_redis.Channel):
    QoS = _QoS

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        """Sign in as this host, unless the broker's address names a user."""
        params: dict[str, Any] = super()._connparams(asynchronous=asynchronous)  # type: ignore[misc]  # the library has no types
        if not params.get("username") and not params.get("password"):
            connection: Any = self.connection
            params |= connection.client.transport_options["sign_in"]
        return params

    def _brpop_start(self, timeout: float | None = None) -> None:
        """Ask for a job of the first queue that has one, and there for the most urgent.

        Kombu asks for the most urgent job of all queues, and so for a visitor's or one that was put back before a
        learner's.
        """
        channel: Any = self
        queues = channel._queue_cycle.consume(len(channel.active_queues))
        steps = channel.priority_steps
        late_steps = intake.regrade_steps(steps, serves_learners=not all(map(is_regrade_queue, queues)))
        keys = [
            channel._q_for_pri(queue, step)
            for queue in queues
            for step in (late_steps if is_regrade_queue(queue) else steps)
        ]
        if not keys:
            return
        if len(keys) < len(queues) * len(steps):
            timeout = _LOOK_AGAIN_SECONDS
        connection = channel._in_poll = channel.client.connection
        channel._brpop_sent_at = monotonic()
        connection.send_command("BRPOP", *keys, channel.brpop_timeout if timeout is None else timeout)

    def _brpop_read(self, **options: Any) -> Any:
        """Take a job, and drop what isn't one. Another host of this queue may have put that there to crash workers."""
        consumers: Any = self._consumers
        if not (intake.is_open and consumers):
            return self._put_back(**options)
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]  # the library has no types
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            _LOG.exception("dropped something on a queue that is no job")
            return True

    def _put_back(self, **options: Any) -> bool:
        """Put back a job that was asked for before this worker stopped taking jobs, where the next worker takes it.

        Kombu would mark it as redelivered, which counts as a lost worker.
        """
        channel: Any = self
        reading = channel.client
        try:
            reply = reading.parse_response(reading.connection, "BRPOP", **options)
        except channel.connection_errors:
            reading.connection.disconnect()
            raise
        finally:
            channel._in_poll = None
        if not reply:
            raise Empty
        with channel.conn_or_acquire() as writing:
            writing.rpush(*reply)
        return True


class _Transport(kombu_redis.Transport):
    Channel = _Channel
    can_parse_url = True  # kombu has parsed the address before this transport replaces its own


class RunnerCelery(BrokerLinkMixin, Celery):
    """A Celery app that connects as this host."""

    transport_class = _Transport


def transport_options(identity: Identity) -> dict[str, Any]:
    return unacked_keys(identity.host) | {"sign_in": {"username": identity.user, "password": identity.password}}


def undeclared_queues(names: Any) -> list[Queue]:
    """Queues that are used by name only. To declare one takes rights that hosts don't have."""
    return [Queue(name, exchange="", routing_key=name, no_declare=True) for name in names]


def listen_to_packages(consumer: Any, package_sets: Iterable[str]) -> None:
    """Take the jobs of courses whose packages were installed since this worker started, and no more of removed ones."""
    if consumer.task_consumer is None:  # the broker is away
        return
    queues = consumer.app.amqp.queues
    names = set(queues.consume_from)
    bases = tuple(map(base_queue, names))
    wanted = set(served_queues(bases, (), capabilities=(), gpu_memory_mib=0, package_sets=package_sets))
    for queue in undeclared_queues(wanted - names):
        queues.add(queue)
        consumer.add_task_queue(queue.name)
    for name in names - wanted:
        if any(map(package_set_of, needs_of(name))):
            consumer.cancel_task_queue(name)


class Messages:
    """The host's traffic beside the queues: reports, cancellations and drains. Keeps one connection."""

    def __init__(self, app: Celery, identity: Identity) -> None:
        self._list, self._drains = report_list(identity.host), drain_key(identity.host)
        with app.connection_for_write() as connection:
            channel: Any = connection.default_channel
            self._client = redis.Redis(connection_pool=channel._get_pool())

    def push(self, text: str, *, patiently: bool) -> None:
        """Append a message to the host's list. With ``patiently``, retry for half a minute.

        Raises:
            redis.RedisError, OSError: the broker didn't accept it.
        """
        deadline = monotonic() + (_RETRY_SECONDS if patiently else 0)
        while True:
            try:
                self._client.lpush(self._list, text)
                return
            except _BROKER_ERRORS:
                if monotonic() > deadline:
                    raise
                sleep(0.2)

    def is_cancelled(self, attempt: str) -> bool:
        """Whether the learner cancelled this attempt. False where the broker can't be reached."""
        with suppress(*_BROKER_ERRORS):
            return bool(self._client.exists(cancelled_key(attempt)))
        return False

    def is_drained(self, worker: str) -> bool | None:
        """Whether an admin has told this worker, or its whole host, to take no new jobs. None: nobody can say now.

        A host whose user may not read this takes jobs: somebody else manages the broker's users, and has an older line.
        """
        try:
            return any(self._client.hget(self._drains, name) is not None for name in (ALL_WORKERS, worker))
        except redis.exceptions.NoPermissionError:
            return False
        except _BROKER_ERRORS:
            return None
