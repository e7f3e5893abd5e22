"""Runner hosts, whose signed reports count. exercises/broker.py manages their users on the broker."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from exercises.models.choices import ServiceState

# When a host entered each state. A retired or revoked host may have been something else before.
STATE_FIELDS = {
    ServiceState.REVOKED: "revoked_at",
    ServiceState.RETIRED: "retired_at",
    ServiceState.PAUSED: "paused_at",
    ServiceState.DRAINED: "drained_at",
}


class RunnerHostQuerySet(models.QuerySet["RunnerHost"]):
    def active(self) -> Self:
        """Hosts that may use the broker and whose reports are recorded. A drained one is still among them."""
        return self.filter(revoked_at=None, paused_at=None, retired_at=None)

    def in_fleet(self) -> Self:
        """Hosts that an admin can take out of service, or return to it."""
        return self.filter(revoked_at=None)

    def own(self) -> Self:
        return self.filter(trust=RunnerHost.Trust.OWN)


class RunnerHost(models.Model):
    """A runner host, identified by its key. A new key makes a new host, which may take over the name.

    Hosts are revoked, never deleted.
    """

    MAX_NAME_CHARS = 80

    class Trust(models.TextChoices):
        OWN = "own", "our own"
        LENT = "lent", "lent"  # somebody else's machine: some of its passes are graded again on our own

    name = models.CharField(max_length=MAX_NAME_CHARS, unique=True, help_text="For people. The host doesn't know it.")
    host = models.CharField(max_length=16, unique=True, editable=False, help_text="Made from the public key.")
    public_key = models.CharField(max_length=64, unique=True, help_text="Ed25519, in hex.")
    password_sha256 = models.CharField(max_length=64, help_text="Of the host's password for the broker.")
    queues = models.JSONField(default=list, help_text="It may take jobs from these, and report on them.")
    trust = models.CharField(max_length=4, choices=Trust, default=Trust.OWN)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True, help_text="For good: its key isn't believed any more.")
    drained_at = models.DateTimeField(null=True, blank=True, help_text="Since when it takes no new jobs.")
    paused_at = models.DateTimeField(null=True, blank=True, help_text="Since when the broker doesn’t let it in.")
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Since when it isn’t expected back.")
    flag = models.CharField(max_length=240, blank=True, help_text="Why somebody should look at this host.")

    objects: ClassVar[RunnerHostQuerySet] = RunnerHostQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.revoked_at is None and self.paused_at is None and self.retired_at is None

    @property
    def is_lent(self) -> bool:
        return self.trust == self.Trust.LENT

    @property
    def state(self) -> ServiceState:
        return next((state for state, field in STATE_FIELDS.items() if getattr(self, field)), ServiceState.ACTIVE)

    @property
    def is_in_service(self) -> bool:
        return self.state == ServiceState.ACTIVE

    @property
    def out_of_service_since(self) -> datetime | None:
        return next((since for field in STATE_FIELDS.values() if (since := getattr(self, field))), None)
