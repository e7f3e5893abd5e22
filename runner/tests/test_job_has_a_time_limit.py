"""A job may allow its code less time than the exercise does, for all cells together."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.judge.grading import grade
from runner.protocol import Job, Report, Verdict
from runner.tests.toy import FILES, write_exercise

pytestmark = pytest.mark.sandbox

_ENDLESS = "def row_means(x):\n    while True:\n        pass\n"


def _graded(folder: Path, wall_s: float | None, **files: str) -> Report:
    exercise = write_exercise(folder, **files)
    job = Job(
        submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=_ENDLESS, wall_s=wall_s
    )
    return grade(job, exercise=exercise)


@pytest.mark.parametrize(("wall_s", "limit"), [(0.5, "0.5 s"), (None, "2 s"), (100.0, "2 s")])
def test_the_shorter_of_both_limits_counts(tmp_path: Path, wall_s: float | None, limit: str) -> None:
    report = _graded(tmp_path, wall_s)
    assert report.verdict is Verdict.TIMEOUT
    assert f"after {limit}, the time limit." in report.message


def test_cells_of_one_check_each_share_it(tmp_path: Path) -> None:
    head = FILES["exercise.md"].replace("limits = {", 'cells = "check"\nlimits = {')
    report = _graded(tmp_path, 0.5, exercise_md=head)
    first, *others = [check.message for check in report.checks]
    assert "after 0.5 s" in first
    assert len(others) == 2
    assert all("after 0.1 s" in message for message in others)


def test_an_older_web_sends_none_and_an_older_runner_reads_none() -> None:
    job = Job(submission="s", attempt="a", exercise="toy", digest="", source="x = 1", wall_s=3.0)
    data = job.to_json()
    assert Job.from_json(data) == job
    del data["wall_s"]
    assert Job.from_json(data).wall_s is None
    assert job.fingerprint == Job.from_json(data).fingerprint
