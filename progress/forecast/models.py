"""Snapshots of a learner's forecast."""

from django.conf import settings
from django.db import models


class ForecastSnapshot(models.Model):
    """A learner's forecasts on the last two days on which they opened a page with one.

    The page compares the earlier one with today and says what changed. The fields hold `Forecast.as_json`.
    """

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="forecast_snapshot")
    day = models.DateField(help_text="When the newer one was taken, on the learner's calendar.")
    newer = models.JSONField()
    earlier_day = models.DateField(null=True, blank=True)
    earlier = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.learner} on {self.day}"
