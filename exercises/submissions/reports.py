"""Record the reports of runners: the only way to a verdict."""

from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from exercises.fleet.queues import may_use
from exercises.fleet.signatures import verify_message
from exercises.grading.errors import BadReportError
from exercises.grading.reports import read_report
from exercises.models import LONG_TEXTS, CheckResult, EarlierVerdict, RunnerHost, Submission, VerdictChoice
from exercises.regrades.reports import awaiting_result, record_result
from exercises.submissions.achievements import achievements_changed
from exercises.submissions.attempts import job_of, new_attempt
from exercises.submissions.fair_queue import release_submissions
from exercises.submissions.highlighting import highlight_submission, request_highlighting
from exercises.submissions.notifications import announce, announce_regrade, queue_verdict_events
from exercises.submissions.quotas import settle_run
from exercises.submissions.report_checks import refusal_reason, report_for_version
from exercises.submissions.report_receivers import received
from exercises.submissions.report_rows import check_rows, verdict_fields
from exercises.submissions.spot_checks import compare_with_lent, maybe_check_lent
from exercises.trials.reports import awaiting_trial, record_trial
from lib.compiled_queries import CompiledObjects, Param
from notices.webhooks.events import is_listening
from runner.protocol import MessageKind, Report

log = structlog.get_logger(__name__)


def record_report(*, data: Any) -> bool:
    """Record a runner host's signed report, once. True if it became a verdict.

    That is the verdict of a submission, of a regrade's result, of a visitor's trial or of another app's job.

    A report counts only if it carries the token of the newest attempt of a submission that waits for a report. So late,
    repeated and unknown reports change nothing. A report is also refused if its host isn't registered for the queue, or
    if it is about another source; the attempt then stays open for the real report. A report that says it was our fault
    leads to another attempt, up to Submission.MAX_ATTEMPTS.
    """
    try:
        host, payload = verify_message(data, MessageKind.REPORT)
        report = read_report(payload)
    except BadReportError as error:
        log.warning("report.refused", reason=str(error))
        return False
    with structlog.contextvars.bound_contextvars(submission=report.submission):
        return _record(report, host)


def _record(report: Report, host: RunnerHost) -> bool:
    with transaction.atomic():
        submission = _awaiting(report)
        if submission is None:
            if result := awaiting_result(report):
                return record_result(result, report, host)
            if trial := awaiting_trial(report):
                return record_trial(trial, report, host)
            if (outcome := received(report, host)) is not None:
                return outcome
            log.info("report.ignored", attempt=report.attempt)
            _charge_cancelled(report, host)
            return False
        job = job_of(submission)
        if reason := refusal_reason(report, job, host=host, queue=submission.sending_queue):
            log.warning("report.refused", reason=reason, host=host.name)
            return False
        report = report_for_version(report, job)
        if report.verdict.value == VerdictChoice.INTERNAL and submission.attempts < Submission.MAX_ATTEMPTS:
            log.warning("report.our_fault", message=report.message)
            new_attempt(submission, avoid=report.worker)
            return False
        is_verdict = record_verdict(submission, report, host)
        if is_verdict:
            transaction.on_commit(partial(request_highlighting, submission), robust=True)  # after the learner's page
        return is_verdict


def record_local_report(*, data: dict[str, Any]) -> bool:
    """Record a report on a run that a command of the web graded on this machine. No host signs it."""
    report = read_report(data)
    with transaction.atomic():
        submission = _awaiting(report)
        is_verdict = submission is not None and record_verdict(submission, report, None)
        transaction.on_commit(partial(highlight_submission, uid=report.submission), robust=True)
        return is_verdict


def _awaiting(report: Report) -> Submission | None:
    """The submission that waits for this report."""
    return _AWAITING.first(uid=UUID(report.submission), attempt=UUID(report.attempt))


_AWAITING = CompiledObjects(
    lambda: (
        Submission.objects.under_way()
        .filter(uid=Param("uid"), attempt=Param("attempt"))
        .order_by()
        .select_related("exercise", "host", "learner")
        .defer("source_html", *(f"exercise__{name}" for name in LONG_TEXTS))
    )
)


def _charge_cancelled(report: Report, host: RunnerHost) -> None:
    """A run that was cancelled while it had a card has used it up to then. Its verdict is not recorded."""
    submission = Submission.objects.filter(
        uid=report.submission, attempt=report.attempt, state=Submission.State.CANCELLED, gpu_s=0
    ).first()
    if report.gpu_s and submission and may_use(host.queues, submission.queue):
        Submission.objects.filter(pk=submission.pk).update(gpu_s=report.gpu_s)
        settle_run(submission, gpu_s=report.gpu_s)


def record_verdict(submission: Submission, report: Report, host: RunnerHost | None) -> bool:
    """Make the report the submission's verdict. Nothing else sets a submission to done.

    The update is conditional, so only one of two reports can win. False: another one has, or it was a regrade that
    failed by our fault.
    """
    awaiting = Submission.objects.under_way().filter(pk=submission.pk, attempt=report.attempt)
    if submission.is_regrading and report.verdict.value == VerdictChoice.INTERNAL:
        log.warning("regrade.our_fault", submission=report.submission, message=report.message)
        awaiting.update(state=Submission.State.DONE)  # the old verdict stands
        return False
    fields = verdict_fields(report) | {"host": host}
    if submission.is_regrading:
        del fields["gpu_s"]  # only the learner's own runs count against their GPU time
    if not awaiting.update(state=Submission.State.DONE, graded_at=timezone.now(), **fields):
        return False
    verdict = VerdictChoice(report.verdict.value)
    if submission.verdict != verdict and is_listening(submission.learner_id):
        queue_verdict_events(Submission.objects.filter(pk=submission.pk), is_regrade=submission.is_regrading)
    log.info("submission.graded", submission=report.submission, verdict=verdict.value, worker=report.worker)
    if submission.is_regrading:
        compare_with_lent(submission, verdict, report.digest)
        EarlierVerdict.from_row(submission).save()
        submission.checks.all().delete()
        transaction.on_commit(partial(announce_regrade, submission, verdict, report.digest))
    else:
        transaction.on_commit(partial(announce, submission, verdict))
        transaction.on_commit(partial(maybe_check_lent, submission, verdict, host))
    CheckResult.objects.bulk_create(check_rows(report, submission))
    if not submission.is_try:
        achievements_changed([submission.learner_id])
    if not submission.is_regrading:
        settle_run(submission, gpu_s=report.gpu_s, is_our_fault=verdict == VerdictChoice.INTERNAL)
    transaction.on_commit(release_submissions)
    return True
