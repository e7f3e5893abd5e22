"""``python -m runner grade-many``: many verdicts by one process, which makes its sandbox once.

It reads a JSON list of [slug, source] and prints the reports, as a JSON list in the same order.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack

from runner.catalog import find
from runner.grade import own_device, require_host
from runner.judge.grading import grade
from runner.protocol import Job, Report
from runner.sandbox import weak_mode
from runner.sandbox.doctor import require_fit
from runner.sandbox.errors import SandboxUnavailable
from runner.sandbox.supervisor import SOCKET, Supervisor

WORTH_A_DAEMON = 4  # jobs; to start it takes as long as to make so many cells cold


def main(argv: list[str]) -> int:
    """2 where the input names something that can't be graded."""
    try:
        jobs = [_job(slug, source) for slug, source in json.load(sys.stdin)]
    except (LookupError, TypeError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with ExitStack() as stack:
        if len(jobs) >= WORTH_A_DAEMON and _is_fit() and not weak_mode.is_requested():
            supervisor = stack.enter_context(Supervisor())
            if supervisor.wait():
                os.environ[SOCKET] = supervisor.socket
        reports = [_grade(job) for job in jobs]
    sys.stdout.write(json.dumps([report.to_json() for report in reports]) + "\n")
    return 0


def _job(slug: str, source: str) -> Job:
    exercise = find(slug)
    require_host(exercise)
    return Job(submission="cli", attempt="cli", exercise=slug, digest=exercise.digest, source=source)


def _is_fit() -> bool:
    """Else each report says what the host lacks, and warm cells need not be tried."""
    try:
        require_fit()
    except SandboxUnavailable:
        return False
    return True


def _grade(job: Job) -> Report:
    with ExitStack() as cells:
        return grade(job, worker="cli", cells=cells, device=own_device(find(job.exercise, job.digest).spec))
