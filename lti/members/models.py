"""Cohorts whose members a worker reads from their courses every night."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cohorts.cohort.models import Cohort


class NightlyRoster(models.Model):
    """While it exists, and its person leads the cohort, a worker reads the courses' members every night."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="nightly_roster")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="nightly_rosters",
        help_text="Who switched it on. They answer for what it does, and it goes with their account.",
    )  # fmt: skip
    removes_missing = models.BooleanField(default=False, help_text="Learners who aren’t in a course leave the cohort.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "cohort whose course you let us read every night"
        verbose_name_plural = "cohorts whose courses you let us read every night"

    def __str__(self) -> str:
        return str(self.cohort)
