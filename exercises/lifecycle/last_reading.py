"""When a worker last read the catalogue's folders for an admin, and what came of it. Kept for a day."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

KEY = "exercises.last-reading"
SECONDS = 24 * 3600
MAX_CHARS = 600


@dataclass(frozen=True, slots=True)
class CatalogueReading:
    at: datetime
    outcome: str


def save_reading(outcome: str) -> None:
    cache.set(KEY, [timezone.now().isoformat(), outcome[:MAX_CHARS]], SECONDS)


def last_reading() -> CatalogueReading | None:
    entry: list[str] | None = cache.get(KEY)
    return CatalogueReading(datetime.fromisoformat(entry[0]), entry[1]) if entry else None
