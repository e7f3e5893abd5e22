"""Send the jobs of regrades, a few at a time, and send again what was lost."""

import uuid
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F, Max
from django.utils import timezone

from exercises.authored.files import files_of
from exercises.fleet.broker import cancel_attempt
from exercises.fleet.capacity import capacity
from exercises.fleet.queues import live_queue
from exercises.grading.errors import QueueDownError
from exercises.grading.jobs import make_job, send
from exercises.grading.reports import our_fault
from exercises.models import Regrade, RegradeResult, Submission, Worker
from exercises.submissions.attempts import BACK_OFF_SECONDS
from runner.protocol import Job, Report, regrade_queue

log = structlog.get_logger(__name__)

JOBS_PER_PROCESS = 2  # of one regrade on one queue: enough to keep a process busy, and a cancelled one ends at once
MIN_IN_FLIGHT = 4  # also where no runner is online
MAX_SENDS = 5  # of one attempt, each after twice as long
NO_ANSWER = "No runner answered, although it was sent five times."


def send_more(regrade: Regrade, queue: str) -> int:
    """Send until every process of a queue has two jobs, if they have fewer than half. Return how many were sent.

    Sent in bursts, a regrade would keep the web's database and processor busy while learners wait for a verdict.
    """
    waiting = RegradeResult.objects.filter(regrade=regrade, queue=queue)
    if not Regrade.objects.in_dry_run().filter(pk=regrade.pk).exists():
        return 0
    limit = max(JOBS_PER_PROCESS * capacity(queue).processes, MIN_IN_FLIGHT)
    in_flight = waiting.in_flight().count()
    if in_flight > limit // 2:
        return 0
    unsent = waiting.unsent().select_related("submission__exercise").defer("submission__source_html").order_by("pk")
    return sum(send_result(result) for result in unsent[: limit - in_flight])


def send_result(result: RegradeResult, *, avoid: str = "") -> bool:
    """Claim a result and send its job. False: another process has sent it, or it can't be sent now."""
    if result.submission.exercise.is_on_hold:
        return False
    queue = regrade_queue(result.submission.exercise.queue)  # the exercise's needs may have changed
    same = RegradeResult.objects.unsent().filter(pk=result.pk, attempt=result.attempt)
    if not same.update(sent_at=timezone.now(), sends=F("sends") + 1, queue=queue):
        return False
    delay_s = BACK_OFF_SECONDS ** (result.attempts - 1) if avoid else 0
    try:
        send(job_of_result(result), queue=queue, avoid=avoid, delay_s=delay_s)
    except QueueDownError as error:
        log.warning("regrade.not_sent", submission=str(result.submission.uid), error=str(error))
        claim = RegradeResult.objects.waiting().filter(pk=result.pk, attempt=result.attempt)
        claim.update(sent_at=None, sends=F("sends") - 1)
        return False
    return True


def job_of_result(result: RegradeResult) -> Job:
    """The job of a result's newest attempt."""
    submission = result.submission
    return make_job(
        submission=submission.uid,
        attempt=result.attempt,
        exercise=submission.exercise.slug,
        digest=submission.exercise.digest,
        source=submission.source,
        mode=submission.mode,
        files=files_of(submission.exercise),
    )


def start_next_attempt(result: RegradeResult) -> None:
    """Give a result a new token, so that reports on the earlier attempt are ignored. The caller sends it."""
    result.attempt, result.attempts, result.sends, result.sent_at = uuid.uuid4(), result.attempts + 1, 0, None
    result.save(update_fields=["attempt", "attempts", "sends", "sent_at"])


def revoke_results(results: list[RegradeResult]) -> None:
    """Tell the runners to skip these attempts. A report that comes anyway is ignored."""
    for result in results:
        try:
            cancel_attempt(result.attempt)
        except QueueDownError as error:
            log.warning("regrade.attempt_not_revoked", error=str(error))
            return


def resend_lost_results(regrade: Regrade) -> list[RegradeResult]:
    """Send again what is on no queue and in no runner. Return those that no runner ever answered: they are given up."""
    now, hopeless = timezone.now(), []
    in_flight = RegradeResult.objects.filter(regrade=regrade).in_flight()
    for queue in list(in_flight.order_by().values_list("queue", flat=True).distinct()):
        cutoff = _lost_before(queue, now)
        if cutoff is None:
            continue
        lost_results = in_flight.filter(queue=queue, sent_at__lt=cutoff).select_related("submission__exercise")
        for result in lost_results.order_by("pk"):
            if result.sent_at is None or result.sent_at >= now - _job_life() * 2 ** max(result.sends - 1, 0):
                continue
            if result.sends >= MAX_SENDS:
                hopeless.append(result)
            elif in_flight.filter(pk=result.pk, sent_at=result.sent_at).update(sent_at=None):
                log.warning("regrade.lost", submission=str(result.submission.uid), sends=result.sends)
                send_result(result)
    return hopeless


def report_without_answer(result: RegradeResult) -> Report:
    """The report of a result that was given up."""
    return our_fault(result.submission.uid, result.attempt, NO_ANSWER)


def _lost_before(queue: str, now: datetime) -> datetime | None:
    """Jobs that were sent before this time are lost. None: nothing proves that any is, see `resending._lost_jobs`.

    A regrade's job may wait for long, because every learner's job goes first. It is lost if a later one was graded a
    job's life ago, or if a runner has been online for a job's life and graded nothing at all.
    """
    long_ago = now - _job_life()
    online_since = [worker.online_since for worker in Worker.objects.ready() if queue in worker.queues]
    if not online_since:
        return None
    graded_results = RegradeResult.objects.filter(queue=queue, graded_at__gt=now - timedelta(days=1))
    verdicts = [
        graded_results.aggregate(newest=Max("graded_at"))["newest"],
        Submission.objects.filter(queue=live_queue(queue), graded_at__gt=long_ago).aggregate(n=Max("graded_at"))["n"],
    ]
    if min(online_since) < long_ago and all(newest is None or newest < long_ago for newest in verdicts):
        return long_ago
    overtakers = graded_results.filter(graded_at__lt=long_ago, sends__lte=1)  # a resent one may have been taken earlier
    overtaker: datetime | None = overtakers.aggregate(newest=Max("sent_at"))["newest"]
    return min(overtaker, long_ago) if overtaker else None


def _job_life() -> timedelta:
    return timedelta(seconds=settings.JOB_LIFE_S)
