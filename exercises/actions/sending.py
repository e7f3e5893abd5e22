"""Attempts on their way to the runner."""

import uuid
from functools import partial

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from exercises.grading import QueueDown, make_job, revoke, send
from exercises.models import Submission

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
BACK_OFF_S = 2  # what went wrong on our side often goes right a moment later; doubled for each attempt


def send_attempt(submission: Submission, *, avoid: str = "") -> None:
    """Send the newest attempt, away from the worker to ``avoid`` and a little later where one is named.

    When the queue cannot be reached the row waits, and `resend_lost` tries again.
    """
    exercise = submission.exercise
    job = make_job(
        submission=submission.uid,
        attempt=submission.attempt,
        exercise=exercise.slug,
        digest=exercise.digest,
        source=submission.source,
        mode=submission.mode,
    )
    delay = BACK_OFF_S ** (submission.attempts - 1) if avoid else 0
    try:
        send(job, queue=submission.queue, avoid=avoid, delay_s=delay)
    except QueueDown as error:
        log.warning("submission.not_sent", submission=str(submission.uid), error=str(error))
        return
    submission.sent_at = timezone.now()
    same = Submission.objects.filter(pk=submission.pk, attempt=submission.attempt)
    same.update(sent_at=submission.sent_at, sends=F("sends") + 1)


def new_attempt(submission: Submission, *, avoid: str = "") -> None:
    """A new token makes every report of earlier attempts a late one. The worker to ``avoid`` has just failed at it."""
    submission.attempt = uuid.uuid4()
    submission.attempts += 1
    submission.sent_at, submission.sends = None, 0
    submission.save(update_fields=["attempt", "attempts", "sent_at", "sends"])
    transaction.on_commit(partial(send_attempt, submission, avoid=avoid))


def call_back(submission: Submission) -> None:
    """Spare the runner the newest attempt, if it has not begun. Where that fails its report is ignored instead."""
    try:
        revoke(submission.attempt)
    except QueueDown as error:
        log.warning("submission.not_called_back", submission=str(submission.uid), error=str(error))
