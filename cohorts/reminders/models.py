"""Reminders: a mentor has looked at a learner, and wants to see them again on a day."""

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort

MAX_REMINDER_DAYS = 366
DEFAULT_REMINDER = timedelta(days=7)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def of(self, mentor: User, cohort: Cohort) -> Self:
        """A mentor's own in one cohort. Nobody else sees them."""
        return self.filter(mentor=mentor, cohort=cohort)


class Reminder(models.Model):
    """Hides a learner from one mentor's list of who needs attention, until a day or until something new happens."""

    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="reminders")
    seen_at = models.DateTimeField(default=timezone.now)
    remind_on = models.DateField()

    objects: ClassVar[ReminderQuerySet] = ReminderQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mentor", "cohort", "learner"], name="one_reminder_for_each_learner")
        ]

    def __str__(self) -> str:
        return f"{self.learner} on {self.remind_on}"
