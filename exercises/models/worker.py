"""The workers of the runner hosts, as their heartbeats describe them."""

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.utils import timezone

from exercises.models.choices import ServiceState
from exercises.models.runner_host import RunnerHost
from exercises.queues import capability_words, memory_words


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
        """As WorkerQuerySet.online."""
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
        """As WorkerQuerySet.ready."""
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
    def capability_words(self) -> list[str]:
        """Its capabilities besides running Python: CUDA, Triton, 80 GB of memory."""
        memory = [memory_words(self.gpu_memory_mib)] if self.gpu_memory_mib else []
        return capability_words(self.capabilities) + memory

    @property
    def is_weak(self) -> bool:
        """Whether it runs without the whole sandbox, for development: runner.protocol.WEAK_MODE is a layer."""
        return any(layer["name"] == "weak mode" for layer in self.layers)
