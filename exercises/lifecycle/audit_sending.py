"""Send audits to the runners, one at a time for each queue, and send again what was lost."""

import uuid
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from exercises.authored.files import files_of_version
from exercises.fleet.broker import cancel_attempt
from exercises.fleet.queues import live_queue
from exercises.grading.audits import send_audit
from exercises.grading.errors import QueueDownError
from exercises.models import AuditState, RegradeResult, Submission, VersionAudit, Worker
from runner.protocol import MAX_AUDIT_SECONDS, AuditJob

log = structlog.get_logger(__name__)

MAX_SENDS = 3
SILENT_AFTER = timedelta(seconds=MAX_AUDIT_SECONDS + 60)
NO_ANSWER = "No runner answered, although it was sent three times."


def drop_stale_audits() -> None:
    """Give up the audits of versions that are no longer in their folder. A runner couldn't find them."""
    stale = VersionAudit.objects.under_way().exclude(version__digest=F("version__exercise__folder_digest"))
    for audit in stale:
        transaction.on_commit(partial(_revoke, audit))
    stale.update(state=AuditState.SUPERSEDED)


def advance_audits() -> None:
    """Send what waits, and send again what no runner answers. A task calls this every few seconds."""
    now = timezone.now()
    for audit in VersionAudit.objects.under_way().filter(sent_at__isnull=False):
        if _is_lost(audit, now - SILENT_AFTER):
            _try_again(audit, NO_ANSWER)
    for queue in VersionAudit.objects.under_way().order_by().values_list("queue", flat=True).distinct():
        send_next(queue)


def _is_lost(audit: VersionAudit, since: datetime) -> bool:
    """Whether a runner fell silent, or none took it although one was there all the time."""
    if audit.state == AuditState.RUNNING:
        return audit.reported_at is None or audit.reported_at < since
    if _has_others(audit.queue):
        return False
    long_ago = timezone.now() - timedelta(seconds=settings.JOB_LIFE_S)
    workers = [worker for worker in Worker.objects.ready() if audit.queue in worker.queues]
    return audit.sent_at is not None and any(max(worker.online_since, audit.sent_at) < long_ago for worker in workers)


def _has_others(queue: str) -> bool:
    """Whether runners of this queue have learners' jobs to do, or a regrade's: an audit comes last."""
    live_jobs = Submission.objects.waiting().filter(queue=live_queue(queue), sent_at__isnull=False)
    return live_jobs.exists() or RegradeResult.objects.in_flight().filter(queue=queue).exists()


def _try_again(audit: VersionAudit, message: str) -> None:
    _revoke(audit)
    same = VersionAudit.objects.under_way().filter(pk=audit.pk, attempt=audit.attempt)
    if audit.sends >= MAX_SENDS:
        same.update(state=AuditState.BROKEN, message=message, reported_at=timezone.now())
    else:
        same.update(state=AuditState.WAITING, attempt=uuid.uuid4(), sent_at=None)


def _revoke(audit: VersionAudit) -> None:
    """Tell the runners to skip this attempt. One that doesn't hear of it sends reports that are ignored."""
    try:
        cancel_attempt(audit.attempt)
    except QueueDownError as error:
        log.warning("audit.not_revoked", error=str(error))


def send_next(queue: str) -> None:
    """Send the oldest audit of a queue if none is on it or with a runner. Two processes may do this at once."""
    rows = VersionAudit.objects.under_way().filter(queue=queue)
    audit = rows.filter(sent_at=None).select_related("version__exercise").order_by("requested_at", "pk").first()
    if audit is None or rows.filter(sent_at__isnull=False).exists():
        return
    claim = rows.filter(pk=audit.pk, sent_at=None)
    if not claim.update(sent_at=timezone.now(), sends=F("sends") + 1):
        return
    version = audit.version
    job = AuditJob(
        audit=str(audit.attempt), exercise=version.content["slug"], digest=version.digest,
        files=files_of_version(version),
    )  # fmt: skip
    try:
        send_audit(job, queue=queue)
    except QueueDownError as error:
        log.warning("audit.not_sent", exercise=version.exercise.slug, error=str(error))
        rows.filter(pk=audit.pk).update(sent_at=None, sends=F("sends") - 1)
