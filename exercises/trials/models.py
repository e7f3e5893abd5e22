"""Trials: what visitors without an account run. Kept apart from submissions, see docs/decisions/0024."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone

from exercises.catalogue.models import Exercise
from exercises.fleet.models import RunnerHost

TRIAL_LIFE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(minutes=2)  # the visitor has long been asked to submit again


class TrialQuerySet(models.QuerySet["Trial"]):
    def current(self) -> Self:
        """Those that count against the limits and that their visitors may see. Older ones are about to be deleted."""
        return self.filter(created_at__gt=timezone.now() - TRIAL_LIFE)

    def waiting(self) -> Self:
        return self.filter(report__isnull=True)

    def under_way(self) -> Self:
        """Those that a runner may still be about to answer."""
        return self.waiting().filter(created_at__gt=timezone.now() - GIVE_UP_AFTER)


class Trial(models.Model):
    """One run of an exercise by a visitor. It has no learner, and nothing that counts learners' work reads it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="+")
    visitor = models.UUIDField(help_text="From the visitor’s signed cookie. Only that browser sees the trial.")
    address = models.CharField(max_length=64, help_text="A keyed hash of the visitor’s address, for the limits.")
    source = models.TextField()
    queue = models.CharField(max_length=80)
    attempt = models.UUIDField(default=uuid.uuid4, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    graded_at = models.DateTimeField(null=True, blank=True)
    report: Any = models.JSONField(null=True, blank=True, help_text="As recorded; empty while it waits.")
    host = models.ForeignKey(RunnerHost, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[TrialQuerySet] = TrialQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="trial_age"),
            models.Index(fields=["address", "created_at"], name="trial_address"),
            models.Index(fields=["visitor"], name="trial_visitor"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise.slug}, a trial at {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("exercises:trial_detail", args=[self.exercise.slug, self.uid])

    @property
    def is_waiting(self) -> bool:
        return self.report is None and timezone.now() - self.created_at < GIVE_UP_AFTER
