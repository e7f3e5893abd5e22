"""Read the catalogue's folders for an admin, who doesn't wait for it."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from exercises.lifecycle.loading import CatalogError, CatalogueChanges, load_exercises
from lib.errors import RefusedError

log = structlog.get_logger(__name__)

QUEUE_DOWN = "We can’t reach the queue at the moment. Try again in a minute, or run manage.py load_exercises."


def queue_reading(*, person: User) -> None:
    """Have a worker read the folders.

    Raises:
        RefusedError: the queue can't be reached.
    """
    if not person.edits_curriculum:
        raise PermissionDenied
    try:
        current_app.send_task("exercises.read_folders", retry=False)
    except (OperationalError, OSError) as error:
        log.warning("catalogue.not_queued", error=str(error))
        raise RefusedError(QUEUE_DOWN) from error


def read_folders() -> None:
    """Read the folders, and save the outcome for the page of exercises."""
    try:
        save_reading(_summary(load_exercises(*settings.EXERCISE_CATALOGS)))
    except CatalogError as error:
        save_reading(f"Nothing was changed. {error}")


def _summary(changes: CatalogueChanges) -> str:
    counts = {
        "new": changes.additions, "changed": changes.updates, "unchanged": changes.matches,
        "without a folder": changes.retirements, "to be audited first": changes.audits_due,
        "left out because no roadmap here has their topics": changes.not_here,
    }  # fmt: skip
    summary = ", ".join(f"{len(slugs)} {label}" for label, slugs in counts.items() if slugs)
    return ". ".join(filter(None, [summary, *changes.clashes]))


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
