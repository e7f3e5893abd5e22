"""``cells = "check"``: each check runs fresh code, and isn't affected by how the others ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.audit.exercise import audit_exercise
from runner.catalog import CatalogExercise
from runner.judge.grading import grade
from runner.protocol import Job, Report, Verdict, read_spec
from runner.tests.toy import FILES, SOLUTION, write_exercise

pytestmark = pytest.mark.sandbox

ALONE = FILES["exercise.md"].replace("limits =", 'cells = "check"\nlimits =')

COUNTS = """
seen = []
print("loaded")


def row_means(x):
    seen.append(x)
    print(len(seen))
    return x.sum(axis=1) / x.shape[1]
"""

LEARNS = """
seen = []


def row_means(x):
    seen.append(x)
    return x.sum(axis=1) / (x.shape[1] if len(seen) > 1 else 2)
"""

CRASHES = """
import os


def row_means(x):
    if x.shape[1] == 1:
        os.abort()
    return x.sum(axis=1) / x.shape[1]
"""

LOADS_ONLY_BY_CHANCE = """
import random

if random.random() < 0.5:
    raise ValueError("tails")


def row_means(x):
    return x.sum(axis=1) / x.shape[1]
"""


@pytest.fixture
def shared(tmp_path: Path) -> CatalogExercise:
    return write_exercise(tmp_path / "shared")


@pytest.fixture
def alone(tmp_path: Path) -> CatalogExercise:
    return write_exercise(tmp_path / "alone", **{"exercise.md": ALONE})


def submit(exercise: CatalogExercise, source: str) -> Report:
    return grade(
        Job(submission="s-1", attempt="a-1", exercise=exercise.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )


def printed(report: Report) -> list[str]:
    return [check.output.replace("\n", " ").strip() for check in report.checks]


def test_what_a_learner_keeps_is_gone_at_the_next_check(shared: CatalogExercise, alone: CatalogExercise) -> None:
    assert printed(submit(shared, COUNTS)) == ["1", "2 3 4 5", "6"]
    report = submit(alone, COUNTS)
    assert printed(report) == ["1", "1 2 3 4", "1"]
    assert report.output == "loaded\n"


def test_an_earlier_check_teaches_a_later_one_nothing(shared: CatalogExercise, alone: CatalogExercise) -> None:
    """Right from the second call on, as if it had learned from the example, whose rows have length 2."""
    assert submit(shared, LEARNS).has_passed
    report = submit(alone, LEARNS)
    assert [check.verdict for check in report.checks] == [Verdict.PASSED, Verdict.FAILED, Verdict.PASSED]


def test_a_check_that_kills_its_cell_leaves_the_others_to_run(shared: CatalogExercise, alone: CatalogExercise) -> None:
    assert [check.verdict for check in submit(shared, CRASHES).checks][1:] == [Verdict.ERROR, Verdict.ERROR]
    report = submit(alone, CRASHES)
    assert [check.verdict for check in report.checks] == [Verdict.PASSED, Verdict.ERROR, Verdict.PASSED]
    assert report.message == "2 of 3 checks passed. The Python process ended with an abort in a library."


def test_a_source_that_does_not_run_is_told_once(alone: CatalogExercise) -> None:
    report = submit(alone, "x = 1 / 0\n")
    assert report.message == "Line 1 raised ZeroDivisionError: division by zero. No check was run."
    assert {check.message for check in report.checks} == {"Not run: your code had already stopped."}


def test_a_source_that_runs_only_at_times_is_told_at_the_check_where_it_did_not(alone: CatalogExercise) -> None:
    for _ in range(60):  # three in four of those that begin fail later
        report = submit(alone, LOADS_ONLY_BY_CHANCE)
        if report.checks[0].verdict is Verdict.PASSED and not report.has_passed:
            break
    wrong = next(check for check in report.checks if check.verdict is not Verdict.PASSED)
    assert wrong.verdict is Verdict.ERROR
    assert wrong.message == "Line 5 raised ValueError: tails."


def test_the_audit_proves_such_an_exercise_in_such_cells(tmp_path: Path, alone: CatalogExercise) -> None:
    result = audit_exercise(alone, draws=2, sample=4)
    assert not result.problems
    assert result.draws == 6
    keeps = write_exercise(
        tmp_path / "keeps", **{"exercise.md": ALONE, "alternatives/loops.py": LEARNS, "solution.py": SOLUTION}
    )
    assert any(
        "loops.py is right and fails on draw 1: any_shape" in told for told in audit_exercise(keeps, draws=1).problems
    )


def test_the_audit_wants_all_its_cells_to_fit_into_a_job(tmp_path: Path) -> None:
    slow = ALONE.replace("wall_s = 2.0", "wall_s = 20.0")
    problems = audit_exercise(write_exercise(tmp_path, **{"exercise.md": slow})).problems
    assert problems == ["3 checks, each in a cell of its own, may take 60 s: lower limits.wall_s"]


def test_another_word_is_refused(tmp_path: Path) -> None:
    folder = write_exercise(tmp_path, **{"exercise.md": ALONE.replace('"check"', '"call"')}).folder
    with pytest.raises(ValueError, match="'call' is not a valid Cells"):
        read_spec(folder)
