"""From when on data is old, by the site's settings."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

LONG_AGO = datetime.min.replace(year=1900, tzinfo=timezone.get_default_timezone())


def keeps(name: str) -> bool:
    """Whether the site keeps this kind of data for ever."""
    return int(settings.RETENTION_DAYS[name]) <= 0


def limit_of(name: str) -> datetime:
    """Return the moment before which data of this kind is deleted. Nothing is as old, if the site keeps it."""
    return LONG_AGO if keeps(name) else timezone.now() - timedelta(days=settings.RETENTION_DAYS[name])
