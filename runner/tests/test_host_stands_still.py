"""A host that stood still in the middle of a call, as a virtual machine does that is moved: no learner pays for it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from runner.judge import grading
from runner.protocol import Job, Verdict
from runner.sandbox.cell import Cell
from runner.tests.toy import FILES, SOLUTION, write_exercise

SLOW = "import time\ntime.sleep(0.7)\n" + SOLUTION


def test_a_judge_that_was_stopped_grades_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = write_exercise(tmp_path, exercise_md=FILES["exercise.md"].replace("wall_s = 2.0", "wall_s = 1.5"))
    job = Job(submission="s", attempt="a", exercise=exercise.spec.slug, digest=exercise.digest, source=SLOW)
    stops: list[subprocess.Popen[bytes]] = []
    load = grading._Session.load

    def stop_and_load(session: grading._Session, cell: Cell, forbidden: Sequence[str]) -> None:
        """Stop this process, and no other, for longer than the learner's code may take. Once."""
        if not stops:
            script = f"sleep 0.2; kill -STOP {os.getpid()}; sleep 3; kill -CONT {os.getpid()}"
            stops.append(subprocess.Popen(["sh", "-c", script]))
        load(session, cell, forbidden)

    monkeypatch.setattr(grading._Session, "load", stop_and_load)
    report = grading.grade(job, exercise=exercise)
    assert stops[0].wait() == 0
    assert report.verdict is Verdict.PASSED, report
