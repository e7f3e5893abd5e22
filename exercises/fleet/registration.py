"""Register runner hosts, and change what they may do."""

from collections.abc import Sequence
from typing import Any

import structlog
from django.db import transaction

from exercises.fleet.actions import revoke_host
from exercises.fleet.broker import update_users
from exercises.fleet.queues import QUEUES
from exercises.grading.errors import QueueDownError
from exercises.models import RunnerHost
from runner.protocol import REGRADE_SUFFIX, Enrolment

log = structlog.get_logger(__name__)

NEEDS_NEW_KEY = "This key was revoked. Delete the key file on the host to make it create a new one."
INHERITED_FIELDS = ("drained_at", "paused_at", "retired_at", "flag")


class HostRefusedError(ValueError):
    """The host is not registered. The message says why."""


@transaction.atomic
def add_runner_host(
    *, name: str, enrolment: str, queues: Sequence[str], is_lent: bool = False, replace_key: bool = False
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
    host, _ = RunnerHost.objects.update_or_create(
        host=key.host, defaults=fields, create_defaults=fields | state | {"public_key": key.public_key}
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
