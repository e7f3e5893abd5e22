"""``python -m runner audit-job``: audit a version of an exercise for a worker, which reads a report from each line."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from runner.audit.command import bound_memory
from runner.audit.exercise import audit_exercise, reason_not_to_run
from runner.audit.foreign import audit_files
from runner.audit.result import ExerciseAudit
from runner.catalog import UnknownExercise, find
from runner.protocol import (
    MAX_AUDIT_ITEMS,
    MAX_AUDIT_TEXT,
    AuditJob,
    AuditOutcome,
    AuditReport,
    AuditResult,
)

OTHER_VERSION = "This runner's folder holds version {}. Put the same catalogue on every host."
_PR_SET_PDEATHSIG = 1
_PROGRESS_SECONDS = 1.0
_NICENESS = 19  # learners' code goes first
Send = Callable[[AuditReport], None]


def main(argv: Sequence[str]) -> int:
    """Audit the job on standard input, as JSON. What the exercise's own files print is dropped."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # with the worker that started it
    os.nice(_NICENESS)
    bound_memory()
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def send(report: AuditReport) -> None:
        lines.write(f"{json.dumps(report.to_json())}\n")
        lines.flush()

    job = AuditJob.from_json(json.load(sys.stdin))
    send(run(job, send))
    return 0


def run(job: AuditJob, send: Send) -> AuditReport:
    """The last report of a job. Those on its progress are sent, at most one a second."""
    if job.files:
        return _last_report(job, audit_files(job, progress=_Progress(job, send)))
    try:
        exercise = find(job.exercise, job.digest)
    except (UnknownExercise, OSError, ValueError) as error:
        return _report(job, AuditOutcome.BROKEN, message=str(error)[:MAX_AUDIT_TEXT])
    if exercise.digest != job.digest:
        return _report(job, AuditOutcome.BROKEN, message=OTHER_VERSION.format(exercise.digest[:8]))
    if reason := reason_not_to_run(exercise):
        return _report(job, AuditOutcome.BROKEN, message=reason)
    return _last_report(job, audit_exercise(exercise, progress=_Progress(job, send)))


def _last_report(job: AuditJob, audit: ExerciseAudit) -> AuditReport:
    if audit.fault:
        return _report(job, AuditOutcome.BROKEN, message=audit.fault[:MAX_AUDIT_TEXT])
    outcome = AuditOutcome.PASSED if audit.has_passed else AuditOutcome.FAILED
    return _report(job, outcome, result=_result(audit))


class _Progress:
    def __init__(self, job: AuditJob, send: Send) -> None:
        self._job, self._send, self._sent_at = job, send, 0.0

    def __call__(self, step: str, done_count: int, total_count: int) -> None:
        if time.monotonic() - self._sent_at < _PROGRESS_SECONDS:
            return
        self._sent_at = time.monotonic()
        counts = {"done_count": done_count, "total_count": total_count}
        self._send(_report(self._job, AuditOutcome.RUNNING, step=step, **counts))


def _report(job: AuditJob, outcome: AuditOutcome, **parts: Any) -> AuditReport:
    return AuditReport(audit=job.audit, digest=job.digest, outcome=outcome, **parts)


def _result(audit: ExerciseAudit) -> AuditResult:
    survivors = [f"{mutant.file}: {mutant.change}" for mutant in audit.survivors]
    names = ("draws", "mistakes", "recognitions", "mutants", "kills", "equivalent")
    return AuditResult(
        **{name: getattr(audit, name) for name in names},
        odd_values=audit.fuzz_report.plays,
        seconds=round(audit.seconds, 1),
        problem_count=len(audit.problems),
        survivor_count=len(survivors),
        problems=_cut(audit.problems),
        survivors=_cut(survivors),
    )


def _cut(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text[:MAX_AUDIT_TEXT] for text in texts[:MAX_AUDIT_ITEMS])
