"""Send jobs to the runners."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

from exercises.grading.errors import QueueDownError
from runner.protocol import GRADE_TASK, Job, Mode, Priority, is_regrade_queue


def prepare_to_send() -> None:
    """Load what sending the first job would load. Celery reads the metadata of every installed package for it."""
    current_app.finalize(auto=True)
    _ = current_app.backend, current_app.amqp.producer_pool


def make_job(
    *,
    submission: uuid.UUID,
    attempt: uuid.UUID,
    exercise: str,
    digest: str,
    source: str,
    mode: str,
    call: str = "",
    wall_s: float | None = None,
    files: Mapping[str, str] | None = None,
) -> Job:
    return Job(
        submission=str(submission),
        attempt=str(attempt),
        exercise=exercise,
        digest=digest,
        source=source,
        mode=Mode(mode),
        call=call,
        wall_s=wall_s,
        files=files or {},
    )


def send(job: Job, *, queue: str, avoid: str = "", delay_s: float = 0, is_awaited: bool = False) -> None:
    """Put a job on its queue. The worker named by ``avoid`` leaves it to another, if there is one.

    Args:
        is_awaited: somebody waits for it although it is on a queue of regrades.

    Raises:
        QueueDownError: at once. The caller decides when to try again.
    """
    priority = Priority.REGRADE if is_regrade_queue(queue) and not is_awaited else Priority.AWAITED
    headers = {"queued_at": time.time()} | ({"avoid": avoid} if avoid else {})
    options: dict[str, Any] = {"queue": queue, "priority": priority, "headers": headers, "task_id": job.attempt}
    try:
        current_app.send_task(GRADE_TASK, args=[job.to_json()], countdown=delay_s or None, retry=False, **options)
    except (OperationalError, OSError) as error:
        raise QueueDownError(str(error)) from error
