"""Record the reports on a regrade's jobs: beside the submission, never in it."""

from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from exercises.models import Regrade, RegradeResult, RunnerHost, Submission, VerdictChoice
from exercises.regrades.attempts import job_of_result, send_more, send_result, start_next_attempt
from exercises.submissions.report_checks import refusal_reason, report_for_version
from exercises.submissions.report_rows import report_sentence
from runner.protocol import Report

log = structlog.get_logger(__name__)


def awaiting_result(report: Report) -> RegradeResult | None:
    """The result that waits for this report. None if its regrade was cancelled."""
    waiting = RegradeResult.objects.waiting().filter(attempt=report.attempt, submission__uid=report.submission)
    waiting = waiting.filter(regrade__state=Regrade.State.DRY_RUN)
    return waiting.select_related("regrade", "submission__exercise").defer("submission__source_html").first()


def record_result(result: RegradeResult, report: Report, host: RunnerHost) -> bool:
    """Record a report as `record_report` does, in a transaction. True if it became the result's verdict."""
    job = job_of_result(result)
    if reason := refusal_reason(report, job, host=host, queue=result.queue):
        log.warning("report.refused", reason=reason, host=host.name)
        return False
    report = report_for_version(report, job)
    if report.verdict.value == VerdictChoice.INTERNAL and result.attempts < Submission.MAX_ATTEMPTS:
        log.warning("regrade.our_fault", submission=report.submission, message=report.message)
        start_next_attempt(result)
        transaction.on_commit(partial(send_result, result, avoid=report.worker))
        return False
    return save_result(result, report, host)


def save_result(result: RegradeResult, report: Report, host: RunnerHost | None) -> bool:
    """Make the report the result's verdict, once: only one of two reports wins."""
    waiting = RegradeResult.objects.waiting().filter(pk=result.pk, attempt=report.attempt)
    is_recorded = waiting.update(
        state=RegradeResult.State.GRADED,
        outcome=outcome_of(result.old_verdict, report.verdict.value),
        verdict=report.verdict.value,
        sentence=report_sentence(report),
        report=report.to_json(),
        graded_at=timezone.now(),
        host=host,
    )
    if is_recorded:
        transaction.on_commit(partial(continue_dry_run, result.regrade, result.queue))
    return bool(is_recorded)


def outcome_of(old: str, new: str) -> str:
    """Return the effect of a new verdict on a submission, as a RegradeResult.Outcome.

    >>> outcome_of("passed", "failed"), outcome_of("failed", "passed"), outcome_of("failed", "timeout")
    ('overturned', 'improved', 'other')
    >>> outcome_of("failed", "failed"), outcome_of("passed", "internal")
    ('same', 'ungraded')
    """
    outcomes = RegradeResult.Outcome
    if new == VerdictChoice.INTERNAL:
        return outcomes.UNGRADED.value
    if new == old:
        return outcomes.SAME.value
    if old == VerdictChoice.PASSED:
        return outcomes.OVERTURNED.value
    return (outcomes.IMPROVED if new == VerdictChoice.PASSED else outcomes.OTHER).value


def continue_dry_run(regrade: Regrade, queue: str) -> None:
    """Send what comes next. After the last result the regrade is ready for review."""
    send_more(regrade, queue)
    if not RegradeResult.objects.waiting().filter(regrade=regrade).exists():  # most of the time, write nothing
        Regrade.objects.in_dry_run().filter(pk=regrade.pk).update(state=Regrade.State.READY)
