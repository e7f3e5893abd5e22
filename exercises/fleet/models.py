"""Runner hosts, whose signed reports count, their workers, and the history of the fleet.

exercises/fleet/broker.py manages the hosts' users on the broker.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.utils import timezone

from exercises.fleet.queues import capability_labels, memory_label


class DeviceChoice(models.TextChoices):
    CPU = "cpu", "CPU"
    GPU = "gpu", "GPU"
    ANY = "any", "CPU or GPU"


class ServiceState(models.TextChoices):
    """Whether a runner host takes jobs. docs/decisions/0034-drained-hosts.md gives the reasons."""

    ACTIVE = "active", "in service"
    DRAINED = "drained", "drained"  # it finishes what it has, and takes nothing new
    PAUSED = "paused", "paused"  # the broker doesn't let it in
    RETIRED = "retired", "retired"  # like a paused one, and not expected back
    REVOKED = "revoked", "revoked"  # its key is not believed any more, and never will be


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


class WorkerQuerySet(models.QuerySet["Worker"]):
    def online(self) -> Self:
        """Those with a heartbeat of the last moments. One from the future is from before the clock was set back."""
        now, silence = timezone.now(), timedelta(seconds=settings.RUNNER_SILENT_AFTER_S)
        return self.filter(seen_at__gt=now - silence, seen_at__lt=now + silence)

    def ready(self) -> Self:
        """Online and in service, with every layer of the sandbox in place."""
        return self.online().in_fleet().filter(fit=True, drained_at=None, host__drained_at=None, host__paused_at=None)

    def in_fleet(self) -> Self:
        """Those whose host is expected back, each with its host."""
        return self.select_related("host").filter(host__retired_at=None, host__revoked_at=None)


class Worker(models.Model):
    """A worker, as its last heartbeat describes it."""

    name = models.CharField(max_length=80)
    host = models.ForeignKey(RunnerHost, on_delete=models.CASCADE, null=True, related_name="workers")
    queues = models.JSONField(default=list)
    device = models.CharField(max_length=120)
    capabilities = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), help_text="Values of runner.protocol.Need."
    )
    gpu_memory_mib = models.PositiveIntegerField(default=0, db_default=0, help_text="Of its smallest card.")
    processes = models.PositiveSmallIntegerField()
    versions = models.JSONField(default=dict)
    layers = models.JSONField(default=list, help_text="What its doctor found: name, ok, evidence, fix.")
    fit = models.BooleanField()
    start = models.CharField(max_length=40, help_text="Tells one run of the same worker from the next.")
    online_since = models.DateTimeField()
    seen_at = models.DateTimeField()
    jobs = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How many it worked on at its heartbeat."
    )
    accepts_jobs = models.BooleanField(default=True, db_default=True, help_text="By its heartbeat.")
    drained_at = models.DateTimeField(null=True, blank=True, help_text="Since when it was told to take no new jobs.")
    sent_at = models.FloatField(default=0, help_text="Of the newest heartbeat, by the host's clock; none older counts.")

    objects: ClassVar[WorkerQuerySet] = WorkerQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["host", "name"], name="worker_once_per_host")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_online(self) -> bool:
        """Whether WorkerQuerySet.online contains it."""
        return abs(timezone.now() - self.seen_at) < timedelta(seconds=settings.RUNNER_SILENT_AFTER_S)

    @property
    def state(self) -> ServiceState:
        """Its host's state, or its own. Read it on rows that have their host: from in_fleet or ready."""
        if self.host and not self.host.is_in_service:
            return self.host.state
        return ServiceState.DRAINED if self.drained_at else ServiceState.ACTIVE

    @property
    def is_in_service(self) -> bool:
        return self.state == ServiceState.ACTIVE

    @property
    def is_ready(self) -> bool:
        """Whether WorkerQuerySet.ready contains it."""
        return self.is_online and self.fit and self.is_in_service

    @property
    def is_idle(self) -> bool:
        """Whether it has acknowledged that it takes no new jobs, and has finished those that it had.

        A heartbeat from before it was drained doesn’t count. Read it on rows that have their host, as `state`.
        """
        drains = [self.drained_at, self.host.drained_at if self.host else None]
        since = min((at for at in drains if at), default=None)
        return not self.accepts_jobs and not self.jobs and (since is None or self.seen_at > since)

    @property
    def failing_layers(self) -> list[str]:
        """The names of the sandbox layers that failed."""
        return [layer["name"] for layer in self.layers if not layer["ok"]]

    @property
    def capability_labels(self) -> list[str]:
        """Its capabilities besides running Python: CUDA, Triton, 80 GB of memory."""
        memory = [memory_label(self.gpu_memory_mib)] if self.gpu_memory_mib else []
        return capability_labels(self.capabilities) + memory

    @property
    def is_weak(self) -> bool:
        """Whether it runs without the whole sandbox, for development: runner.protocol.WEAK_MODE is a layer."""
        return any(layer["name"] == "weak mode" for layer in self.layers)


class ServiceChange(models.Model):
    """A host or one of its workers changed its state. Only ever added, so each can be undone."""

    MAX_REASON_CHARS = 240

    host = models.ForeignKey(RunnerHost, on_delete=models.CASCADE, related_name="service_changes")
    worker = models.CharField(max_length=80, blank=True, help_text="Empty: the whole host.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Empty: the site did it, as after a flood of messages.",
    )  # fmt: skip
    before = models.CharField(max_length=7, choices=ServiceState)
    after = models.CharField(max_length=7, choices=ServiceState)
    reason = models.CharField(max_length=MAX_REASON_CHARS, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.subject}: {self.before} → {self.after}"

    @property
    def subject(self) -> str:
        return f"{self.worker} on {self.host}" if self.worker else str(self.host)
