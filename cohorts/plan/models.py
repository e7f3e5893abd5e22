"""The shared plan of a cohort: the due weeks of phases and topics."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from cohorts.cohort.models import Cohort, Membership
from curriculum.models import Phase, Topic

MAX_WEEKS = 156


def last_day(started_on: date, week: int) -> date:
    """Return the day on which a week of a plan ends. Week 1 begins on ``started_on``.

    >>> str(last_day(date(2026, 3, 2), 1))
    '2026-03-08'
    """
    return started_on + timedelta(weeks=week, days=-1)


class DueWeekQuerySet(models.QuerySet["DueWeek"]):
    def shared(self) -> Self:
        """Select those of the whole cohort."""
        return self.filter(member=None)


class DueWeek(models.Model):
    """The week in which a cohort, or one of its learners, should be done with a phase or a topic.

    A clone of the cohort only moves the start.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="due_weeks")
    member = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="own_due_weeks",
        help_text="Whose own week it is. Empty: everybody’s who has none of their own.",
    )  # fmt: skip
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    week = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MAX_WEEKS)],
        help_text="Due at the end of this week of the cohort. Week 1 begins on its start date.",
    )

    objects: ClassVar[DueWeekQuerySet] = DueWeekQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("week", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(phase=None, topic__isnull=False) | Q(topic=None, phase__isnull=False),
                name="due_week_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["cohort", "phase"], condition=Q(member=None), name="one_due_week_for_each_phase"
            ),
            models.UniqueConstraint(
                fields=["cohort", "topic"], condition=Q(member=None), name="one_due_week_for_each_topic"
            ),
            models.UniqueConstraint(fields=["member", "phase"], name="one_own_week_for_each_phase"),
            models.UniqueConstraint(fields=["member", "topic"], name="one_own_week_for_each_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: week {self.week}"

    @property
    def title(self) -> str:
        return str(self.phase or self.topic)

    @property
    def due_on(self) -> date:
        """The last day of the week."""
        return last_day(self.cohort.started_on, self.week)
