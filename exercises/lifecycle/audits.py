"""Audits of exercises by the runners: request and record them. A version goes live when its audit has passed.

An audit comes last, on the queues of regrades, and at most one runs on a queue at a time.
"""

import uuid
from dataclasses import asdict
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exercises.fleet.queues import may_use, queues_of
from exercises.fleet.signatures import verify_message
from exercises.grading.audits import read_audit
from exercises.grading.errors import BadReportError
from exercises.lifecycle.audit_sending import send_next
from exercises.lifecycle.versions import go_live
from exercises.models import (
    AuditState,
    ExerciseVersion,
    ProofChoice,
    RunnerHost,
    VersionAudit,
)
from runner.protocol import AuditOutcome, AuditReport, MessageKind, regrade_queue

log = structlog.get_logger(__name__)

WEAK = "It ran in the weak development sandbox, which this site doesn’t accept."


def request_audit(*, person: User, version: ExerciseVersion) -> VersionAudit:
    """Have a runner audit a version. While one is under way, that one is returned."""
    if not person.edits_curriculum:
        raise PermissionDenied
    return _request(version, person)


def request_audit_once(version: ExerciseVersion) -> None:
    """Request the audit of a version that no audit has judged yet."""
    if not version.audits.filter(state__in=(AuditState.PASSED, AuditState.FAILED)).exists():
        _request(version, None)


@transaction.atomic
def _request(version: ExerciseVersion, person: User | None) -> VersionAudit:
    ExerciseVersion.objects.select_for_update().get(pk=version.pk)  # two clicks at once wait for each other here
    if under_way := version.audits.under_way().first():
        return under_way
    content = version.content
    queue = next(iter(queues_of(content["device"], content["needs"], content["limits"]).values()))
    audit = VersionAudit.objects.create(
        version=version, attempt=uuid.uuid4(), queue=regrade_queue(queue), requested_by=person
    )
    transaction.on_commit(partial(send_next, audit.queue))
    return audit


def record_audit(*, data: Any) -> bool:
    """Record a runner host's signed report on an audit. False: it was refused, or nobody waits for it any more."""
    try:
        host, payload = verify_message(data, MessageKind.AUDIT)
        report = read_audit(payload)
        attempt = uuid.UUID(report.audit)
    except (BadReportError, ValueError) as error:
        log.warning("audit.refused", reason=str(error))
        return False
    with transaction.atomic():
        rows = VersionAudit.objects.under_way().filter(attempt=attempt).select_related("version__exercise")
        audit = rows.first()
        if audit is None:
            return False
        if reason := _refusal_reason(audit, report, host):
            log.warning("audit.refused", reason=reason, host=host.name, audit=report.audit)
            return False
        _record(audit, report, host)
    return True


def _refusal_reason(audit: VersionAudit, report: AuditReport, host: RunnerHost) -> str:
    if host.is_lent or not may_use(host.queues, audit.queue):
        return f"the host may not audit on {audit.queue}"
    return "" if report.digest == audit.version.digest else "it is about another version"


def _record(audit: VersionAudit, report: AuditReport, host: RunnerHost) -> None:
    is_refused = report.weak and not settings.DEBUG
    outcome = AuditOutcome.BROKEN if is_refused else report.outcome
    fields: dict[str, Any] = {
        "state": AuditState(outcome.value), "host": host, "reported_at": timezone.now(), "step": report.step,
        "done_count": report.done_count, "total_count": report.total_count,
        "message": WEAK if is_refused else report.message,
    }  # fmt: skip
    if outcome in (AuditOutcome.PASSED, AuditOutcome.FAILED):
        fields["result"] = asdict(report.result)
    same = VersionAudit.objects.under_way().filter(pk=audit.pk, attempt=audit.attempt)
    if not same.update(**fields) or outcome is AuditOutcome.RUNNING:
        return
    if outcome is AuditOutcome.PASSED:
        _accept(audit.version)
    transaction.on_commit(partial(send_next, audit.queue))


def _accept(version: ExerciseVersion) -> None:
    """An audited version goes live if it's the newest, and its exercise is past being in progress."""
    exercise = version.exercise
    version.proof = ProofChoice.CHECKED if exercise.has_own_files else ProofChoice.RUNNER
    version.save(update_fields=["proof"])
    if exercise.is_being_checked and exercise.folder_digest == version.digest:
        go_live(version)
