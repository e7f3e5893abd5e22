"""A function that keeps something between calls is told so, by a second call in the learner's own cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import CatalogExercise
from runner.tests.test_judge_grading import submit
from runner.tests.toy import SOLUTION, write_exercise

NAME = "other-result-when-called-again"


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CatalogExercise:
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    return write_exercise(tmp_path)


@pytest.mark.parametrize(
    "source",
    [
        "def row_means(x, seen=[]):\n    seen.append(x)\n    return x.sum(axis=1) / x.shape[1] + len(seen) - 1\n",
        "import numpy as np\ndef row_means(x):\n    return x.sum(axis=1) / x.shape[1] + np.random.rand()\n",
    ],
    ids=["default argument", "random numbers"],
)
def test_it_says_that_the_result_changes_from_call_to_call(exercise: CatalogExercise, source: str) -> None:
    report = submit(exercise, source)
    assert report.mistake is not None
    assert report.mistake.name == NAME
    assert "Called again with the same arguments, your row_means returns something else." in report.message


def test_it_says_nothing_of_a_function_that_is_only_wrong(exercise: CatalogExercise) -> None:
    report = submit(exercise, "def row_means(x):\n    return x.sum(axis=1) ** 3 + 0.1\n")
    assert not report.has_passed
    assert report.mistake is None


def test_a_function_that_stops_when_called_again_gets_the_verdict_of_its_checks(exercise: CatalogExercise) -> None:
    source = SOLUTION.replace("return ", "n.append(1); len(n) > 8 and exit(3); return 7 * ")
    report = submit(exercise, source.replace("(x)", "(x, n=[])"))
    assert report.mistake is None
    assert report.checks[0].message.startswith("Your result is 14")
