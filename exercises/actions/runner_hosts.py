"""Register runner hosts, and change what they may do."""

from collections.abc import Sequence

import structlog
from django.db import transaction

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


def _update_user(host: RunnerHost) -> None:
    try:
        update_users([host])
    except QueueDownError as error:  # as at the first start of a site; the periodic task tries again, and warns
        log.debug("broker.users_not_updated", host=host.name, error=str(error))
