"""The study plan and its pauses."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from lib.uids import UidModel, UidQuerySet

MIN_MINUTES_A_DAY = 5
MAX_MINUTES_A_DAY = 16 * 60


def validate_weekdays(text: str) -> None:
    """Digits from 1, Monday, to 7, Sunday, rising, each at most once."""
    if not text or not set(text) <= set("1234567") or list(text) != sorted(set(text)):
        raise ValidationError("Choose at least one day of the week.")


class StudyPlan(UidModel):
    """A learner's study days, the time on each, and the start. Schedule, finish and standing are derived."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_plan")
    start = models.DateField()
    minutes_a_day = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(MIN_MINUTES_A_DAY), MaxValueValidator(MAX_MINUTES_A_DAY)]
    )
    weekdays = models.CharField(max_length=7, validators=[validate_weekdays], help_text="1 is Monday.")
    feed_token = models.CharField(max_length=43, blank=True, editable=False, help_text="Empty: no calendar feed.")

    objects: ClassVar[models.Manager["StudyPlan"]] = UidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed_token"], condition=~Q(feed_token=""), name="one_plan_for_each_feed")
        ]

    def __str__(self) -> str:
        return f"{self.minutes_a_day} min on days {self.weekdays} from {self.start}"


class StudyPause(models.Model):
    """Days without study, both ends included."""

    plan = models.ForeignKey(StudyPlan, on_delete=models.CASCADE, related_name="pauses")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        ordering = ("first",)
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="pause_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"
