"""An archive of a whole cohort, which a worker makes and the site keeps for some days."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.cohort.models import Cohort

LEASE = timedelta(minutes=2)  # a worker that is silent for longer has died


class ExportState(models.TextChoices):
    MAKING = "making", "being made"
    DONE = "done", "ready"
    FAILED = "failed", "failed"


class CohortExportQuerySet(models.QuerySet["CohortExport"]):
    def abandoned(self) -> Self:
        """Select the unfinished ones on which no worker has worked lately."""
        return self.filter(state=ExportState.MAKING, worked_at__lt=timezone.now() - LEASE)


class CohortExport(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="exports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohort_exports")
    state = models.CharField(max_length=6, choices=ExportState, default=ExportState.MAKING)
    problem = models.CharField(max_length=200, blank=True, help_text="Why it failed, and what to do.")
    step = models.PositiveSmallIntegerField(default=0, help_text="Of the steps, the one to do next.")
    cursor = models.BigIntegerField(default=0, help_text="The last row that the step has written.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Of the step.")
    written = models.BigIntegerField(default=0, help_text="Bytes, unpacked.")
    is_cut = models.BooleanField(default=False, help_text="Something was left out because it would be too large.")
    size = models.BigIntegerField(default=0, help_text="Bytes of the archive.")
    created_at = models.DateTimeField(default=timezone.now)
    worked_at = models.DateTimeField(default=timezone.now, help_text="When a worker last did something.")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CohortExportQuerySet] = CohortExportQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(state=ExportState.MAKING), name="one_export_is_made_at_once"
            )
        ]

    def __str__(self) -> str:
        return f"Archive of {self.cohort}"


class ExportPiece(models.Model):
    """A file, compressed, while the archive is being made. Afterwards a piece of the archive, without a name."""

    export = models.ForeignKey(CohortExport, on_delete=models.CASCADE, related_name="pieces")
    name = models.CharField(max_length=60, blank=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name or f"piece {self.pk}"
