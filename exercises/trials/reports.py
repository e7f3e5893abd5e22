"""Record the reports on visitors' trials: in the trial, never in a submission."""

from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from exercises.models import RunnerHost, Trial
from exercises.submissions import pubsub
from exercises.submissions.report_checks import refusal_reason, report_for_version
from exercises.trials.actions import job_of_trial
from runner.protocol import Report

log = structlog.get_logger(__name__)


def awaiting_trial(report: Report) -> Trial | None:
    """The trial that waits for this report."""
    waiting = Trial.objects.waiting().filter(uid=report.submission, attempt=report.attempt)
    return waiting.select_related("exercise").first()


def record_trial(trial: Trial, report: Report, host: RunnerHost) -> bool:
    """Record a report as `record_report` does, in a transaction. True if it became the trial's verdict.

    A fault of ours is not tried again: the visitor is there and can submit again.
    """
    job = job_of_trial(trial)
    if reason := refusal_reason(report, job, host=host, queue=trial.queue):
        log.warning("report.refused", reason=reason, host=host.name)
        return False
    row = report_for_version(report, job).to_json()
    is_recorded = Trial.objects.waiting().filter(pk=trial.pk).update(report=row, graded_at=timezone.now(), host=host)
    if is_recorded:
        transaction.on_commit(partial(pubsub.publish, trial.uid))
    return bool(is_recorded)
