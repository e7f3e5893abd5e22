"""The weekly commitment."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

DAYS_IN_A_WEEK = 7
MIN_COMMITTED_MINUTES = 15
MAX_COMMITTED_MINUTES = 7 * 16 * 60  # as much as a plan can have


class WeeklyCommitment(models.Model):
    """A change of the learner's weekly commitment. It is in force until the next one; 0 minutes end it.

    Changes are facts and stay, so a later one doesn't change how a past week is judged.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_commitments")
    since = models.DateField(help_text="On the learner’s calendar.")
    minutes = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(MAX_COMMITTED_MINUTES)], help_text="A week. 0: no commitment."
    )
    days = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(DAYS_IN_A_WEEK)], help_text="With study, a week."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "since"], name="one_commitment_for_each_day")]

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.days} days a week from {self.since}"
