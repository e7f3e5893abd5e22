"""Access to the broker beside Celery's: the users of runner hosts, their lists of reports, cancellations.

Only runner hosts have limited rights; the web's own user may do everything. Needs Redis or Valkey 7.0 or later.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence

import redis
import structlog

from exercises.grading.errors import QueueDownError
from exercises.models import RunnerHost
from lib.broker import CONNECTION_ERRORS, client
from runner.protocol import broker_user, cancelled_key, drain_key, queue_pattern, report_list, unacked_keys

log = structlog.get_logger(__name__)

CANCELLATION_SECONDS = 3600  # a job that waits longer is graded, and its report ignored
MAX_WAITING_MESSAGES = 20_000  # of one host
MAX_WAITING_BYTES = 128 * 1024 * 1024
PRIORITY_KEY = "??[0-9]"  # kombu's keys for priorities: the queue, two control characters, a digit
COMMANDS = (
    *("hello", "auth", "ping", "select", "client|setname", "client|setinfo"),  # to sign in, to stay
    *("brpop", "lpush", "rpush"),  # to take a job, to put one back
    *("zadd", "zrem", "zrange", "hset", "hget", "hdel"),  # to note which it works on
    *("watch", "unwatch", "multi", "exec"),
    "exists",  # to ask whether a job was cancelled
)


# ------------------------------------------------------------------ users


def rules(host: RunnerHost) -> list[str]:
    """The host's rights, as ACL SETUSER takes them. No scripts, channels, listing of keys or administration.

    The host may use its queues, those by need (``cpu+triton``) and the keys that hold its unacknowledged jobs. It
    may add reports, but not read them. It may read which of its workers are drained, but not change that.
    """
    jobs = [pattern for queue in sorted(host.queues) for pattern in (queue, queue + PRIORITY_KEY, queue_pattern(queue))]
    unacked_jobs = sorted(unacked_keys(host.host).values())
    keys = [f"~{key}" for key in (*jobs, *unacked_jobs)] + [f"%W~{report_list(host.host)}"]
    keys += [f"%R~{cancelled_key('*')}", f"%R~{drain_key(host.host)}"]
    commands = [f"+{command}" for command in COMMANDS]
    return ["reset", "on", f"#{host.password_sha256}", "resetchannels", *keys, "-@all", *commands]


def acl_line(host: RunnerHost) -> str:
    """Return the host's line for an ACL file, if somebody else manages the broker's users."""
    return " ".join(["user", broker_user(host.host), *rules(host)[1:]])


def update_users(hosts: Iterable[RunnerHost]) -> None:
    """Give access to active hosts and cut off all others at once. Saved if the broker has an ACL file.

    Raises:
        QueueDownError: the broker can't be reached, or doesn't let the web manage its users.
    """
    broker = client()
    try:
        earlier_users = _users()
        for host in hosts:
            user = broker_user(host.host)
            if host.is_active:
                broker.execute_command("ACL", "SETUSER", user, *rules(host))
            elif any(line.startswith(f"user {user} ".encode()) for line in earlier_users):
                broker.execute_command("ACL", "DELUSER", user)  # which closes its connections
        if _users() != earlier_users:
            _save()
    except CONNECTION_ERRORS as error:
        raise QueueDownError(str(error)) from error


def _users() -> set[bytes]:
    return set(client().execute_command("ACL", "LIST"))


def _save() -> None:
    try:
        client().acl_save()
    except redis.ResponseError as error:  # without an ACL file; the periodic task makes the users again after a restart
        log.debug("broker.users_not_saved", error=str(error))


# ------------------------------------------------------------------ reports


def take_message(host: str, *, wait_s: float) -> bytes | None:
    """Take the host's oldest message. It moves to a list of the web's own until `delete_message`."""
    message: bytes | None = client().blmove(report_list(host), _taken_list(host), wait_s, "RIGHT", "LEFT")
    return message


def interrupted_message(host: str) -> bytes | None:
    """Return a message that another process took and didn't finish."""
    message: bytes | None = client().lindex(_taken_list(host), -1)
    return message


def delete_message(host: str, message: bytes) -> None:
    client().lrem(_taken_list(host), -1, message)


def _taken_list(host: str) -> str:
    return f"taken.{host}"


def end_flood(host: str) -> bool:
    """Delete everything a host has put on the broker if it is far too much. Return whether it was."""
    broker, messages = client(), report_list(host)
    keys = [messages, *unacked_keys(host).values()]
    size = sum(broker.memory_usage(key) or 0 for key in keys)
    if broker.llen(messages) <= MAX_WAITING_MESSAGES and size <= MAX_WAITING_BYTES:
        return False
    broker.unlink(*keys)
    return True


# ------------------------------------------------------------------ drains


def write_drains(workers: Mapping[str, Sequence[str]]) -> None:
    """Tell each host which of its workers take no new jobs. They read it every few seconds, and at their start."""
    with client().pipeline() as transaction:
        for host, names in workers.items():
            transaction.delete(drain_key(host))
            if names:
                transaction.hset(drain_key(host), mapping=dict.fromkeys(names, 1))
        transaction.execute()


# ------------------------------------------------------------------ cancellations


def cancel_attempt(attempt: uuid.UUID) -> None:
    """Tell the runners to skip this attempt.

    Raises:
        QueueDownError: the broker can't be reached.
    """
    try:
        client().set(cancelled_key(str(attempt)), 1, ex=CANCELLATION_SECONDS)
    except CONNECTION_ERRORS as error:
        raise QueueDownError(str(error)) from error
