"""The shared plan of a cohort: the due weeks of phases and topics."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from cohorts.cohort.models import Cohort
from curriculum.models import Phase, Topic

MAX_WEEKS = 156


class DueWeek(models.Model):
    """The week in which a cohort should be done with a phase or a topic. A clone of the cohort only moves the start."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="due_weeks")
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    week = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MAX_WEEKS)],
        help_text="Due at the end of this week of the cohort. Week 1 begins on its start date.",
    )

    class Meta:
        ordering = ("week", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(phase=None, topic__isnull=False) | Q(topic=None, phase__isnull=False),
                name="due_week_of_one_thing",
            ),
            models.UniqueConstraint(fields=["cohort", "phase"], name="one_due_week_for_each_phase"),
            models.UniqueConstraint(fields=["cohort", "topic"], name="one_due_week_for_each_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: week {self.week}"

    @property
    def title(self) -> str:
        return str(self.phase or self.topic)

    @property
    def due_on(self) -> date:
        """The last day of the week."""
        return self.cohort.started_on + timedelta(weeks=self.week, days=-1)
