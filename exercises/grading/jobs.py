"""Send jobs to the runners."""

import time
import uuid
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

from exercises.grading.errors import QueueDownError
from runner.protocol import GRADE_TASK, Job, Mode

PRIORITY = 3  # of 0 to 9, 0 first: a job that a runner has put back goes before those that wait for their first turn
FIRST = 0


def make_job(
    *, submission: uuid.UUID, attempt: uuid.UUID, exercise: str, digest: str, source: str, mode: str, call: str = ""
) -> Job:
    return Job(
        submission=str(submission),
        attempt=str(attempt),
        exercise=exercise,
        digest=digest,
        source=source,
        mode=Mode(mode),
        call=call,
    )


def send(job: Job, *, queue: str, avoid: str = "", delay_s: float = 0, priority: int = PRIORITY) -> None:
    """Put a job on its queue. The worker named by ``avoid`` leaves it to another, if there is one.

    Raises:
        QueueDownError: at once. The caller decides when to try again.
    """
    headers = {"queued_at": time.time()} | ({"avoid": avoid} if avoid else {})
    options: dict[str, Any] = {"queue": queue, "priority": priority, "headers": headers, "task_id": job.attempt}
    try:
        current_app.send_task(GRADE_TASK, args=[job.to_json()], countdown=delay_s or None, retry=False, **options)
    except (OperationalError, OSError) as error:
        raise QueueDownError(str(error)) from error
