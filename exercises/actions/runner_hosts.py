"""Register, suspend, resume and revoke runner hosts. Each action updates the broker's users."""

from collections.abc import Sequence

import structlog
from django.db import transaction
from django.utils import timezone

from exercises.broker import update_users
from exercises.grading import Enrolment, QueueDownError
from exercises.models import RunnerHost
from exercises.queues import QUEUES, REGRADE_SUFFIX

log = structlog.get_logger(__name__)


class HostRefusedError(ValueError):
    """The host is not registered. The message says why."""


@transaction.atomic
def add_runner_host(*, name: str, enrolment: str, queues: Sequence[str], is_lent: bool = False) -> RunnerHost:
    """Register a host by the enrolment line that it printed. Registering it again changes its name, queues and trust.

    Raises:
        HostRefusedError: the line is not an enrolment, a queue is unknown or not for lent hosts, another host has the
            name, or the key was revoked.
    """
    key = ensure_registrable(name=name, enrolment=enrolment, queues=queues, is_lent=is_lent)
    trust = RunnerHost.Trust.LENT if is_lent else RunnerHost.Trust.OWN
    fields = {"name": name, "queues": sorted(set(queues)), "trust": trust, "password_sha256": key.password_sha256}
    host, _ = RunnerHost.objects.update_or_create(
        host=key.host, defaults=fields, create_defaults=fields | {"public_key": key.public_key}
    )
    transaction.on_commit(lambda: _update_user(host))
    return host


def ensure_registrable(*, name: str, enrolment: str, queues: Sequence[str], is_lent: bool) -> Enrolment:
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
    if RunnerHost.objects.filter(name=name).exclude(host=key.host).exists():
        raise HostRefusedError(f"There’s already a host called {name}. Choose another name.")
    if RunnerHost.objects.filter(host=key.host).exclude(revoked_at=None).exists():
        raise HostRefusedError("This key was revoked. Delete the key file on the host to make it create a new one.")
    return key


def revoke_host(*, host: RunnerHost) -> None:
    """Revoke a host for good. Ignore what it sends from now on; its passes stay until they are graded again."""
    log.warning("host.revoked", host=host.name)
    _set(host, revoked_at=host.revoked_at or timezone.now())


def suspend_host(*, host: RunnerHost, reason: str) -> None:
    """Suspend a host until an admin resumes it."""
    log.warning("host.suspended", host=host.name, reason=reason)
    _set(host, suspended_at=timezone.now(), flag=reason)


def resume_host(*, host: RunnerHost) -> None:
    """Let a suspended host work again, and clear its flag. A revoked host stays revoked."""
    _set(host, suspended_at=None, flag="")


def update_broker_users() -> None:
    """Update the broker's users from the table, after the broker has lost them or a rule has changed."""
    try:
        update_users(RunnerHost.objects.all())
    except QueueDownError as error:
        log.warning("broker.users_not_updated", error=str(error))


def _set(host: RunnerHost, **fields: object) -> None:
    for name, value in fields.items():
        setattr(host, name, value)
    host.save(update_fields=list(fields))
    transaction.on_commit(lambda: _update_user(host))


def _update_user(host: RunnerHost) -> None:
    try:
        update_users([host])
    except QueueDownError as error:  # as at the first start of a site; the periodic task tries again, and warns
        log.debug("broker.users_not_updated", host=host.name, error=str(error))
