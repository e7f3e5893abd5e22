"""Send audits to the runners, and read what they report. Every text and number is cut to size again."""

from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

from exercises.grading.bounds import bounded_milliseconds, bounded_text
from exercises.grading.errors import BadReportError, QueueDownError
from runner.protocol import (
    AUDIT_TASK,
    MAX_AUDIT_ITEMS,
    MAX_AUDIT_TEXT,
    AuditJob,
    AuditOutcome,
    AuditReport,
    AuditResult,
)

MAX_COUNT = 2**31 - 1  # of a column
COUNTS = (
    *("draws", "mistakes", "recognitions", "mutants", "kills", "equivalent"),
    *("odd_values", "problem_count", "survivor_count"),
)


def send_audit(job: AuditJob, *, queue: str) -> None:
    """
    Raises:
        QueueDownError: at once. The caller decides when to try again.
    """
    try:
        current_app.send_task(AUDIT_TASK, args=[job.to_json()], queue=queue, task_id=job.audit, retry=False)
    except (OperationalError, OSError) as error:
        raise QueueDownError(str(error)) from error


def read_audit(data: Any) -> AuditReport:
    """Read a runner's report on an audit.

    Raises:
        BadReportError: it isn't one, or says “passed” although something failed.
    """
    try:
        report = _bounded_report(AuditReport.from_json(data))
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise BadReportError(f"{type(error).__name__}: {error}"[:200]) from error
    result = report.result
    has_failures = result.problems or result.survivors or result.problem_count or result.survivor_count
    if report.outcome is AuditOutcome.PASSED and (has_failures or not result.draws):
        raise BadReportError("it says passed, but not for everything")
    return report


def _bounded_report(report: AuditReport) -> AuditReport:
    return AuditReport(
        audit=bounded_text(report.audit, 36),
        digest=bounded_text(report.digest, 16),
        outcome=report.outcome,
        step=bounded_text(report.step, 80),
        done_count=_bounded_count(report.done_count),
        total_count=_bounded_count(report.total_count),
        message=bounded_text(report.message, MAX_AUDIT_TEXT),
        weak=report.weak is not False,
        result=_bounded_result(report.result),
    )


def _bounded_result(result: AuditResult) -> AuditResult:
    return AuditResult(
        **{name: _bounded_count(getattr(result, name)) for name in COUNTS},
        seconds=bounded_milliseconds(result.seconds),
        problems=tuple(bounded_text(text, MAX_AUDIT_TEXT) for text in result.problems[:MAX_AUDIT_ITEMS]),
        survivors=tuple(bounded_text(text, MAX_AUDIT_TEXT) for text in result.survivors[:MAX_AUDIT_ITEMS]),
    )


def _bounded_count(value: Any) -> int:
    return min(max(int(value), 0), MAX_COUNT)
