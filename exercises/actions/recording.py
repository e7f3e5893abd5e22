"""What comes back: reports and the lack of them, and runners that say that they are there."""

from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from exercises.actions.sending import MAX_ATTEMPTS, new_attempt, send_attempt
from exercises.actions.telling import announce, announce_regrade
from exercises.grading import BadReport, Report, our_fault, read_report, read_worker
from exercises.models import CheckResult, Device, EarlierVerdict, Submission, SubmissionQuerySet, Verdict, Worker

log = structlog.get_logger(__name__)

SENDING_S = 10  # longer than any request takes to put its own job on the queue
MAX_SENDS = 5  # of one attempt, each after twice as long: an hour and two minutes with the usual life of a job
NO_RUNNER = "It was sent five times, and no runner answered. Nothing is wrong with your code as far as we know."
FORGET_WORKER_AFTER = timedelta(days=1)

# ------------------------------------------------------------------ reports


def record_report(*, data: Any) -> bool:
    """Record a report of the runner, once. True if it became the submission's verdict.

    A report is ignored unless it carries the newest attempt of a submission that awaits one, so late, repeated and
    unknown reports change nothing. One that blames us leads to another attempt, until there were three.
    """
    try:
        report = read_report(data)
    except BadReport as error:
        log.warning("report.unreadable", error=str(error))
        return False
    with transaction.atomic():
        awaiting = Submission.objects.under_way().filter(uid=report.submission, attempt=report.attempt)
        submission = awaiting.select_related("exercise").first()
        if submission is None:
            log.info("report.ignored", submission=report.submission, attempt=report.attempt)
            return False
        if report.verdict.value == Verdict.INTERNAL and submission.attempts < MAX_ATTEMPTS:
            log.warning("report.our_fault", submission=report.submission, message=report.message)
            new_attempt(submission, avoid=report.worker)
            return False
        return _record(submission, report)


def _record(submission: Submission, report: Report) -> bool:
    """The one place where a submission becomes done: a conditional update, so of two reports only one can win."""
    awaiting = Submission.objects.under_way().filter(pk=submission.pk, attempt=report.attempt)
    if submission.is_regrading and report.verdict.value == Verdict.INTERNAL:
        log.warning("regrade.our_fault", submission=report.submission, message=report.message)
        awaiting.update(state=Submission.State.DONE)  # the old verdict stands
        return False
    done = awaiting.update(state=Submission.State.DONE, graded_at=timezone.now(), **verdict_fields(report))
    if not done:
        return False
    verdict = Verdict(report.verdict.value)
    if submission.is_regrading:
        _keep_as_history(submission)
        transaction.on_commit(partial(announce_regrade, submission, verdict, report.digest))
    else:
        transaction.on_commit(partial(announce, submission, verdict))
    CheckResult.objects.bulk_create(check_rows(report, submission))
    return True


def verdict_fields(report: Report) -> dict[str, Any]:
    """What a submission keeps of a report."""
    return {
        "verdict": report.verdict.value,
        "message": report.message,
        "mistake": report.mistake.name if report.mistake else "",
        "mistake_message": report.mistake.message if report.mistake else "",
        "output": report.output,
        "digest": report.digest,
        "device": report.device,
        "worker": report.worker,
        "versions": report.versions,
        "phases": report.phases,
    }


def check_rows(report: Report, submission: Submission) -> list[CheckResult]:
    """A row for each check, not yet in the database."""
    return [
        CheckResult(submission=submission, order=order, **asdict(check) | {"verdict": check.verdict.value})
        for order, check in enumerate(report.checks)
    ]


def _keep_as_history(before: Submission) -> None:
    """``before`` still holds what the update has replaced."""
    kept = {name: getattr(before, name) for name in ("verdict", "message", "digest", "graded_at")}
    EarlierVerdict.objects.create(submission=before, **kept)
    before.checks.all().delete()


# ------------------------------------------------------------------ the lack of reports


def resend_lost() -> int:
    """Send what never left, and what was lost on its way, as the same attempt: only a runner's report costs one.

    So a job that kills its runners ends by their reports, and none ends because runners were away for a while. What
    nobody answers although runners are there is sent ever more rarely, and at last was our fault. Returns how many
    submissions it took up. Safe to run twice at once: what was lost is claimed by when it was sent.
    """
    now = timezone.now()
    under_way = Submission.objects.under_way().select_related("exercise")
    unsent = list(under_way.filter(sent_at=None, created_at__lt=now - timedelta(seconds=SENDING_S)))
    for submission in unsent:
        send_attempt(submission)
    lost = [one for gpu in (False, True) for one in _lost(under_way.on_gpu(gpu), gpu, now) if _is_due(one, now)]
    for submission in lost:
        _resend(submission)
    return len(unsent) + len(lost)


def _lost(under_way: SubmissionQuerySet, gpu: bool, now: datetime) -> SubmissionQuerySet:
    """Those that no queue holds and no runner works on.

    Waiting long is no proof of it, or a long queue would be sent again and again. There are two proofs. A queue is
    first in, first out, so who was sent before somebody who has had a verdict for a job's life was taken even earlier.
    And where a fit runner has been there for a job's life and no verdict came, nothing is left for it to take.
    """
    life = timedelta(seconds=settings.JOB_LIFE_S)
    queue = Device.GPU if gpu else Device.CPU
    since = [worker.online_since for worker in Worker.objects.able() if queue in worker.queues]
    if not since:
        return under_way.none()  # they wait for a runner, however long that takes
    old = under_way.filter(sent_at__lt=now - life)
    graded = Submission.objects.on_gpu(gpu).filter(graded_at__gt=now - timedelta(days=1))
    newest = graded.aggregate(newest=Max("graded_at"))["newest"]
    if min(since) < now - life and (newest is None or newest < now - life):
        return old
    once = graded.filter(graded_at__lt=now - life, sends__lte=1)  # who was sent twice may have been taken at the first
    overtaker = once.aggregate(sent=Max("sent_at"))["sent"]
    return old.filter(state=Submission.State.QUEUED, sent_at__lt=overtaker) if overtaker else under_way.none()


def _is_due(submission: Submission, now: datetime) -> bool:
    """A second time after a job's life, and then after twice as long each time: a copy may still be in a long queue."""
    patience = timedelta(seconds=settings.JOB_LIFE_S) * 2 ** max(submission.sends - 1, 0)
    return submission.sent_at is not None and submission.sent_at < now - patience


def _resend(submission: Submission) -> None:
    """Whichever copy is graded first gives the verdict, for they carry the same token."""
    same = Submission.objects.under_way().filter(attempt=submission.attempt, sent_at=submission.sent_at)
    log.warning("submission.lost", submission=str(submission.uid), sends=submission.sends)
    if submission.sends >= MAX_SENDS:
        with transaction.atomic():
            _record(submission, our_fault(submission.uid, submission.attempt, NO_RUNNER))
    elif same.update(sent_at=None):  # its verdict did not come, and nobody else took it up
        send_attempt(submission)


# ------------------------------------------------------------------ runners


def record_worker(*, data: Any) -> bool:
    """Keep what a runner says of itself, and forget those silent for a day. False if it can't be read."""
    try:
        report = read_worker(data)
    except BadReport as error:
        log.warning("worker.unreadable", error=str(error))
        return False
    now = timezone.now()
    said = asdict(report) | {"fit": report.fit, "seen_at": now}
    with transaction.atomic():
        known = Worker.objects.filter(name=report.name).first()
        if known is None or known.start != report.start or not known.is_online:
            said["online_since"] = now
        Worker.objects.update_or_create(name=report.name, defaults=said)
        Worker.objects.filter(seen_at__lt=now - FORGET_WORKER_AFTER).delete()
    return True
