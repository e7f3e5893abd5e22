"""Store the forecast, so that a page can say why the hours left changed."""

from datetime import date

from django.db.models import F

from accounts.models import User
from progress.forecast.forecast import Forecast
from progress.forecast.models import ForecastSnapshot


def remember_forecast(*, learner: User, forecast: Forecast, today: date) -> None:
    """Take today's snapshot; the one before it becomes the earlier one. A second call that day changes nothing."""
    snapshots = ForecastSnapshot.objects.filter(learner=learner).exclude(day=today)
    if not snapshots.update(earlier=F("newer"), earlier_day=F("day"), newer=forecast.as_json, day=today):
        first = ForecastSnapshot(learner=learner, day=today, newer=forecast.as_json)
        ForecastSnapshot.objects.bulk_create([first], ignore_conflicts=True)
