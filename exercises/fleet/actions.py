"""Take runner hosts and their workers out of service, and return them to it. Another change undoes each change."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from exercises.fleet.broker import update_users, write_drains
from exercises.fleet.queues import QUEUES
from exercises.grading.errors import QueueDownError
from exercises.models import STATE_FIELDS, RunnerHost, ServiceChange, ServiceState, Worker
from lib.broker import CONNECTION_ERRORS
from lib.errors import RefusedError
from runner.protocol import ALL_WORKERS, REGRADE_SUFFIX, Enrolment

log = structlog.get_logger(__name__)

NO_REASON = "Enter a reason. The other admins read it in the history."
KEY_WAS_REVOKED = "Its key was revoked, which is for good. Register the host with a new key."
HOSTS_ONLY = "A worker can only be drained. Choose its host to pause or retire it."


@transaction.atomic
def set_host_state(*, person: User | None, host: RunnerHost, state: str, reason: str = "") -> None:
    """Move a host to another state, with a line in the history. ``person`` None is the site itself, or a command.

    Drained, its workers finish what they have. In any other state but active, the broker doesn't let it in: what it was
    grading is graded again, and its reports don't count.

    Raises:
        RefusedError: there is no reason, or its key was revoked.
    """
    _ensure_allowed(person, state, reason)
    row = RunnerHost.objects.select_for_update().get(pk=host.pk)
    before, after = row.state, ServiceState(state)
    if before == after:
        return
    if before == ServiceState.REVOKED:
        raise RefusedError(KEY_WAS_REVOKED)
    now = timezone.now()
    for field_state, field in STATE_FIELDS.items():
        setattr(row, field, now if field_state == after else None)
    if before == ServiceState.PAUSED:
        row.flag = ""  # it was why the host was paused
    row.save(update_fields=[*STATE_FIELDS.values(), "flag"])
    host.refresh_from_db()
    ServiceChange.objects.create(host=row, by=person, before=before, after=after, reason=reason)
    _restart_waiting(row.workers.all(), after)
    record(
        AuditAction.HOST_STATE_CHANGED,
        actor=person,
        target=AuditTarget(kind="host", uid=row.host, title=row.name),
        fields={"before": before, "after": after},
    )
    log.info("host.state_changed", host=row.name, before=before.value, after=after.value, reason=reason)
    transaction.on_commit(lambda: _notify_broker(row))


@transaction.atomic
def set_worker_state(*, person: User, worker: Worker, state: str, reason: str = "") -> None:
    """Drain a single worker of a host, or return it to service. It stays drained after a restart.

    Raises:
        RefusedError: there is no reason, or only a whole host can have this state.
    """
    _ensure_allowed(person, state, reason)
    if state not in (ServiceState.ACTIVE, ServiceState.DRAINED) or worker.host is None:
        raise RefusedError(HOSTS_ONLY)
    row = Worker.objects.select_for_update().get(pk=worker.pk)
    before = ServiceState.DRAINED if row.drained_at else ServiceState.ACTIVE
    if before == state:
        return
    row.drained_at = timezone.now() if state == ServiceState.DRAINED else None
    row.save(update_fields=["drained_at"])
    ServiceChange.objects.create(
        host=worker.host, worker=row.name, by=person, before=before, after=state, reason=reason
    )
    _restart_waiting(Worker.objects.filter(pk=row.pk), ServiceState(state))
    record(
        AuditAction.WORKER_STATE_CHANGED,
        actor=person,
        target=AuditTarget(kind="worker", uid=row.name),
        fields={"before": before, "after": state},
    )
    log.info("worker.state_changed", worker=row.name, before=before.value, after=state, reason=reason)
    host = worker.host
    transaction.on_commit(lambda: _notify_broker(host))


@transaction.atomic
def pause_host(*, host: RunnerHost, reason: str) -> None:
    """Pause and flag a host that floods the broker, until an admin returns it to service."""
    set_host_state(person=None, host=host, state=ServiceState.PAUSED, reason=reason)
    RunnerHost.objects.filter(pk=host.pk).update(flag=reason)


def revoke_host(*, host: RunnerHost, person: User | None = None, reason: str = "Revoked in the admin.") -> None:
    """Revoke a host for good. Ignore what it sends from now on; its passes stay until they are graded again."""
    set_host_state(person=person, host=host, state=ServiceState.REVOKED, reason=reason)


def update_broker() -> None:
    """Bring the broker's users and drains up to date, after it has lost them or a rule has changed."""
    hosts = list(RunnerHost.objects.all())
    try:
        update_users(hosts)
    except QueueDownError as error:
        log.warning("broker.users_not_updated", error=str(error))
    try:
        _write_drains(hosts)
    except CONNECTION_ERRORS as error:
        log.warning("broker.drains_not_written", error=str(error))


def _ensure_allowed(person: User | None, state: str, reason: str) -> None:
    if person is not None and not person.operates_site:
        raise PermissionDenied
    if state != ServiceState.ACTIVE and not reason:
        raise RefusedError(NO_REASON)


def _restart_waiting(workers: QuerySet[Worker], state: ServiceState) -> None:
    """Count a worker that returns as ready only from now on: a job that waited for it isn't lost (resend_lost)."""
    if state == ServiceState.ACTIVE:
        workers.update(online_since=timezone.now())


def _notify_broker(host: RunnerHost) -> None:
    """Update the broker at once, if it can be reached. The periodic task tries again, and warns."""
    try:
        _write_drains([host])
        update_users([host])
    except (QueueDownError, *CONNECTION_ERRORS) as error:
        log.debug("broker.host_not_updated", host=host.name, error=str(error))


def _write_drains(hosts: list[RunnerHost]) -> None:
    names: dict[str, list[str]] = defaultdict(list)
    drained_workers = Worker.objects.filter(host__in=hosts).exclude(drained_at=None)
    for host, name in drained_workers.values_list("host__host", "name"):
        names[host].append(name)
    write_drains({host.host: names[host.host] + ([] if host.is_in_service else [ALL_WORKERS]) for host in hosts})


NEEDS_NEW_KEY = "This key was revoked. Delete the key file on the host to make it create a new one."
INHERITED_FIELDS = ("drained_at", "paused_at", "retired_at", "flag")


class HostRefusedError(ValueError):
    """The host is not registered. The message says why."""


@transaction.atomic
def add_runner_host(
    *,
    name: str,
    enrolment: str,
    queues: Sequence[str],
    is_lent: bool = False,
    replace_key: bool = False,
    person: User | None = None,
) -> RunnerHost:
    """Register a host by the enrolment line that it printed. Registering it again changes its name, queues and trust.

    With ``replace_key``, a host of this name that has another key gives its name to the new one, and is revoked.

    Raises:
        HostRefusedError: the line is not an enrolment, a queue is unknown or not for lent hosts, another host has the
            name and may not be replaced, or the key was revoked.
    """
    key = ensure_registrable(name=name, enrolment=enrolment, queues=queues, is_lent=is_lent, replace_key=replace_key)
    trust = RunnerHost.Trust.LENT if is_lent else RunnerHost.Trust.OWN
    fields = {"name": name, "queues": sorted(set(queues)), "trust": trust, "password_sha256": key.password_sha256}
    predecessor = RunnerHost.objects.filter(name=name).exclude(host=key.host).first()
    state = _take_over_from(predecessor) if predecessor else {}
    is_known = RunnerHost.objects.filter(host=key.host, **fields).exists()
    host, _ = RunnerHost.objects.update_or_create(
        host=key.host, defaults=fields, create_defaults=fields | state | {"public_key": key.public_key}
    )
    if not is_known:  # a site on one machine registers its host at each start
        record(
            AuditAction.HOST_ADDED,
            actor=person,
            target=AuditTarget(kind="host", uid=host.host, title=host.name),
            fields={"queues": host.queues, "trust": host.trust},
        )
    transaction.on_commit(lambda: _update_user(host))
    return host


def _take_over_from(predecessor: RunnerHost) -> dict[str, Any]:
    """Revoke the host and free its name. Return the state in which its successor starts: a paused one stays paused."""
    state = {} if predecessor.revoked_at else {name: getattr(predecessor, name) for name in INHERITED_FIELDS}
    revoke_host(host=predecessor, reason="Its key was replaced.")
    suffix = f" (old key {predecessor.host})"
    predecessor.name = predecessor.name[: RunnerHost.MAX_NAME_CHARS - len(suffix)] + suffix
    predecessor.save(update_fields=["name"])
    return state


def ensure_registrable(
    *, name: str, enrolment: str, queues: Sequence[str], is_lent: bool, replace_key: bool = False
) -> Enrolment:
    """Return the enrolment if the host may be registered.

    Raises:
        HostRefusedError: as for add_runner_host.
    """
    try:
        key = Enrolment.from_line(enrolment)
    except ValueError as error:
        raise HostRefusedError(f"This is {error}.") from error
    if unknown := [queue for queue in queues if queue not in QUEUES]:
        raise HostRefusedError(f"There is no queue {unknown[0]}. Choose from {', '.join(QUEUES)}.")
    if not queues:
        raise HostRefusedError(f"Choose at least one queue from {', '.join(QUEUES)}.")
    if is_lent and any(queue.endswith(REGRADE_SUFFIX) for queue in queues):
        raise HostRefusedError(
            "A lent host can’t regrade, because regrading checks what lent hosts report. Leave those queues out."
        )
    if not replace_key and RunnerHost.objects.filter(name=name).exclude(host=key.host).exists():
        raise HostRefusedError(
            f"There’s already a host called {name}, with another key. Choose another name. If this is the same host "
            "with a new key, run manage.py add_runner_host with --replace-key."
        )
    if RunnerHost.objects.filter(host=key.host).exclude(revoked_at=None).exists():
        raise HostRefusedError(NEEDS_NEW_KEY)
    return key


def _update_user(host: RunnerHost) -> None:
    try:
        update_users([host])
    except QueueDownError as error:  # as at the first start of a site; the periodic task tries again, and warns
        log.debug("broker.users_not_updated", host=host.name, error=str(error))
