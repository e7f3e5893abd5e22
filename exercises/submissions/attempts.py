"""Attempts: send a submission to the runners, try again, revoke."""

import uuid
from functools import partial

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from exercises.authored.files import files_of
from exercises.fleet.broker import cancel_attempt
from exercises.grading.errors import QueueDownError
from exercises.grading.jobs import make_job, send
from exercises.models import Submission
from exercises.submissions.routing import choose_queue
from runner.protocol import Job

log = structlog.get_logger(__name__)

BACK_OFF_SECONDS = 2  # our own faults often pass quickly; doubled for each further attempt


def send_attempt(submission: Submission, *, avoid: str = "", is_recorded: bool = False) -> None:
    """Send the newest attempt. With a worker to ``avoid`` it goes out a little later, and that worker passes it on.

    When the broker can't be reached, `resend_lost` tries again later. It also sends what waited while the exercise was
    being checked. A new run is recorded as sent when it is stored (``is_recorded``), which saves a write.
    """
    if submission.exercise.is_on_hold:
        return
    if submission.queue not in submission.exercise.queues.values():  # the exercise's needs have changed
        submission.queue = submission.exercise.queue
    job = job_of(submission)
    same = Submission.objects.filter(pk=submission.pk, attempt=submission.attempt)
    delay = BACK_OFF_SECONDS ** (submission.attempts - 1) if avoid else 0
    try:
        send(job, queue=submission.sending_queue, avoid=avoid, delay_s=delay)
    except QueueDownError as error:
        log.warning("submission.not_sent", submission=str(submission.uid), error=str(error))
        if is_recorded:
            submission.sent_at = None
            same.update(sent_at=None, sends=F("sends") - 1)
        return
    log.info("submission.sent", submission=job.submission, attempt=job.attempt, queue=submission.sending_queue)
    if not is_recorded:
        submission.sent_at = timezone.now()
        same.update(sent_at=submission.sent_at, sends=F("sends") + 1, queue=submission.queue)


def job_of(submission: Submission) -> Job:
    """The job of the newest attempt."""
    return make_job(
        submission=submission.uid,
        attempt=submission.attempt,
        exercise=submission.exercise.slug,
        digest=submission.exercise.digest,
        source=submission.source,
        mode=submission.mode,
        call=submission.call,
        files=files_of(submission.exercise),
    )


def new_attempt(submission: Submission, *, avoid: str = "") -> None:
    """Start another attempt with a new token, so that reports on earlier ones are ignored.

    ``avoid`` names the worker that has just failed.
    """
    submission.attempt = uuid.uuid4()
    submission.attempts += 1
    submission.sent_at, submission.sends = None, 0
    submission.queue = choose_queue(submission.exercise, submission.learner)
    submission.save(update_fields=["attempt", "attempts", "sent_at", "sends", "queue"])
    transaction.on_commit(partial(send_attempt, submission, avoid=avoid))


def move_attempt(submission: Submission, queue: str) -> bool:
    """Take a run off a queue that no host serves and send it to another. It costs no attempt.

    False: another process has moved it, or it has a verdict.
    """
    token = uuid.uuid4()
    same = Submission.objects.under_way().filter(pk=submission.pk, attempt=submission.attempt)
    if not same.update(attempt=token, queue=queue, sent_at=None, sends=0):
        return False
    revoke_attempt(submission)
    submission.attempt, submission.queue = token, queue
    send_attempt(submission)
    return True


def revoke_attempt(submission: Submission) -> None:
    """Tell the runners to skip the newest attempt. A runner that doesn't hear of it sends a report that is ignored."""
    try:
        cancel_attempt(submission.attempt)
    except QueueDownError as error:
        log.warning("submission.attempt_not_revoked", submission=str(submission.uid), error=str(error))
