"""Record the reports on visitors' trials: in the trial, never in a submission."""

from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from exercises.fleet.queues import may_use
from exercises.grading.reports import our_fault
from exercises.models import ModeChoice, RunnerHost, Trial, VerdictChoice
from exercises.submissions import pubsub
from exercises.submissions.rules import OTHER_VERSION, fits_mode
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
    is_internal = report.verdict.value == VerdictChoice.INTERNAL
    if not may_use(host.queues, trial.queue):
        log.warning("report.refused", reason=f"the host is not registered for {trial.queue}", host=host.name)
        return False
    if not is_internal and report.job != job_of_trial(trial).fingerprint:
        log.warning("report.refused", reason="it is about another source", host=host.name)
        return False
    if not fits_mode(report.verdict.value, ModeChoice.SUBMIT):
        log.warning("report.refused", reason="no verdict on code that is graded", host=host.name)
        return False
    if not is_internal and report.digest != trial.exercise.digest:
        report = our_fault(trial.uid, trial.attempt, OTHER_VERSION)
    waiting = Trial.objects.waiting().filter(pk=trial.pk)
    is_recorded = waiting.update(report=report.to_json(), graded_at=timezone.now(), host=host)
    if is_recorded:
        transaction.on_commit(partial(pubsub.publish, trial.uid))
    return bool(is_recorded)
