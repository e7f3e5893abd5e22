"""Queue background tasks by their names, because an app may not import what its tasks import."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def enqueue(task: str, *args: int | str | list[int]) -> bool:
    """Queue a task. If the broker can't be reached, log it and return False: a periodic task does the work later."""
    try:
        current_app.send_task(task, args=args, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("task.not_queued", task=task, args=args, error=str(error))
        return False
    return True
