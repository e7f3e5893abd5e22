"""Write the verdicts of a regrade into the submissions, or the old ones back: in batches, each a transaction.

A process that dies between two batches loses nothing: the next tick goes on.
"""

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from exercises.models import (
    CheckResult,
    EarlierVerdict,
    Regrade,
    RegradeResult,
    RegradeState,
    ResultState,
    Submission,
    VerdictChoice,
)
from exercises.regrades.notices import notify_applied, notify_undone
from exercises.submissions import pubsub
from exercises.submissions.achievements import achievements_changed
from exercises.submissions.notifications import queue_verdict_events
from exercises.submissions.report_rows import check_rows, report_of, verdict_fields
from exercises.submissions.spot_checks import compare_with_lent
from runner.protocol import Report

BATCH_SIZE = 100
Results = Sequence[RegradeResult]


def write_regrades() -> None:
    """Write what was decided, for half of the time that a task may take. The next tick writes the rest."""
    deadline = time.monotonic() + settings.LONGEST_JOB_S / 2
    for regrade in Regrade.objects.being_written():
        while _write_batch(regrade):
            if time.monotonic() > deadline:
                return


def _write_batch(regrade: Regrade) -> bool:
    """Write the next results. False: there were none left, so the regrade has ended and learners are told."""
    with transaction.atomic():
        same = Regrade.objects.being_written().select_for_update().filter(pk=regrade.pk).first()
        if same is None:
            return False
        is_applying = same.state == RegradeState.APPLYING
        results = _next_results(same, ResultState.GRADED if is_applying else ResultState.APPLIED)
        (_apply if is_applying else _undo)(results)
        changes = [result for result in results if result.is_change]
        for result in changes:
            transaction.on_commit(partial(pubsub.publish, result.submission.uid))
        _queue_events([result for result in changes if result.state != ResultState.SKIPPED])
        if not results:
            (notify_applied if is_applying else notify_undone)(same)
            Regrade.objects.filter(pk=same.pk).update(state=RegradeState.APPLIED if is_applying else RegradeState.READY)
        return bool(results)


def _queue_events(changes: Results) -> None:
    if changes:
        changed_submissions = Submission.objects.filter(pk__in=[result.submission_id for result in changes])
        queue_verdict_events(changed_submissions, is_regrade=True)
        achievements_changed({result.submission.learner_id for result in changes})


def _next_results(regrade: Regrade, state: ResultState) -> Results:
    rows = regrade.results.filter(state=state).exclude(outcome=RegradeResult.Outcome.UNGRADED)
    rows = rows.select_related("submission__exercise", "submission__host").prefetch_related("submission__checks")
    return list(rows.defer("submission__source", "submission__source_html").order_by("pk")[:BATCH_SIZE])


def _apply(results: Results) -> None:
    """Write the new verdicts, where submission and exercise are as they were when they were graded again."""
    changed_submissions, checks = [], []
    for result in results:
        submission, report = result.submission, Report.from_json(result.report)
        is_current = report.digest == submission.exercise.digest
        fields = {name: value for name, value in verdict_fields(report).items() if name != "gpu_s"}  # not their use
        fields |= {"graded_at": result.graded_at, "host_id": result.host_id}
        if not (is_current and _replace(submission, result.old_graded_at, fields)):
            result.state = ResultState.SKIPPED
            continue
        result.state, result.old_host_id = ResultState.APPLIED, submission.host_id
        result.old_report = report_of(submission, list(submission.checks.all())).to_json()
        result.earlier_verdict = EarlierVerdict.from_row(submission)
        compare_with_lent(submission, VerdictChoice(report.verdict.value), report.digest)
        changed_submissions.append(submission)
        checks += check_rows(report, submission)
    EarlierVerdict.objects.bulk_create([result.earlier_verdict for result in results if result.earlier_verdict])
    CheckResult.objects.filter(submission__in=changed_submissions).delete()
    CheckResult.objects.bulk_create(checks)
    RegradeResult.objects.bulk_update(results, ["state", "old_report", "old_host", "earlier_verdict"])


def _undo(results: Results) -> None:
    """Write the old verdicts back, where nothing has replaced the new ones since."""
    changed_submissions, checks = [], []
    for result in results:
        submission, report = result.submission, Report.from_json(result.old_report)
        fields = verdict_fields(report) | {"graded_at": result.old_graded_at, "host_id": result.old_host_id}
        if result.graded_at is None or not _replace(submission, result.graded_at, fields):
            result.state = ResultState.SKIPPED
            continue
        result.state = ResultState.GRADED
        changed_submissions.append(submission)
        checks += check_rows(report, submission)
    EarlierVerdict.objects.filter(
        pk__in=[result.earlier_verdict_id for result in results if result.state == ResultState.GRADED]
    ).delete()
    CheckResult.objects.filter(submission__in=changed_submissions).delete()
    CheckResult.objects.bulk_create(checks)
    RegradeResult.objects.bulk_update(results, ["state"])


def _replace(submission: Submission, graded_at: Any, fields: dict[str, Any]) -> bool:
    """Replace the verdict of that time. False: a newer one, or a regrade under way, is there instead."""
    same = Submission.objects.filter(pk=submission.pk, state=Submission.State.DONE, graded_at=graded_at)
    return bool(same.update(**fields))
