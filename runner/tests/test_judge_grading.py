"""From job to report in the real sandbox: each ending has its verdict, and our faults don't count against learners."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.catalog import CatalogExercise
from runner.judge.grading import grade
from runner.protocol import MAX_SOURCE_BYTES, Job, Mode, Report, Verdict
from runner.tests.toy import FILES, SOLUTION, write_exercise

pytestmark = pytest.mark.sandbox

Grader = Callable[..., Report]


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CatalogExercise:
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    return write_exercise(tmp_path)


def submit(exercise: CatalogExercise, source: str, mode: Mode = Mode.SUBMIT, digest: str = "") -> Report:
    return grade(
        Job(
            submission="s-1",
            attempt="a-1",
            exercise=exercise.slug,
            digest=digest or exercise.digest,
            source=source,
            mode=mode,
        ),
        worker="w-1",
    )


def test_a_right_solution_passes_and_the_report_names_its_versions(exercise: CatalogExercise) -> None:
    report = submit(exercise, SOLUTION)
    assert report.verdict is Verdict.PASSED
    assert report.message == "All 3 checks passed."
    assert [check.verdict for check in report.checks] == [Verdict.PASSED] * 3
    assert (report.submission, report.attempt, report.worker) == ("s-1", "a-1", "w-1")
    assert not report.weak
    assert report.digest == exercise.digest
    assert set(report.versions) == {"runner", "python", "numpy", "torch"}
    assert set(report.phases) == {"cell", "source", "calls", "judge", "total"}
    assert sum(report.phases[name] for name in ("cell", "source", "calls", "judge")) <= report.phases["total"] + 1
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_a_recognised_mistake_comes_first(exercise: CatalogExercise) -> None:
    report = submit(exercise, "def row_means(rows):\n    print('summing')\n    return rows.sum(axis=1)\n")
    assert report.verdict is Verdict.FAILED
    assert report.message == "1 of 3 checks passed. You return the sum of each row. Divide by its length."
    assert report.mistake is not None
    assert report.mistake.name == "sums"
    failed = report.checks[0]
    assert failed.message == "Your result is 4 at [0]; expected 2. Likely: it is 2 times too large."
    assert list(failed.detail) == ["input", "yours", "expected", "difference"]
    assert failed.detail["input"] == "x =\n[[1. 3.]\n [2. 6.]]"
    assert failed.output == "summing\n"


def test_an_unknown_error_gets_the_first_failed_checks_message(exercise: CatalogExercise) -> None:
    report = submit(
        exercise, "def row_means(x):\n    return x.sum(axis=1) / x.shape[1] * (1 if x.shape[1] < 5 else 3)\n"
    )
    assert report.mistake is None
    assert report.message == f"2 of 3 checks passed. {report.checks[1].message}"
    assert report.checks[1].picture is not None
    assert report.checks[1].picture["kind"] == "bars"


def test_a_try_run_runs_only_the_examples(exercise: CatalogExercise) -> None:
    report = submit(exercise, SOLUTION, Mode.TRY)
    assert [check.name for check in report.checks] == ["worked_example"]
    assert report.message.startswith("The worked example passed.")


def test_an_exception_is_reported_with_its_line_and_later_checks_still_run(exercise: CatalogExercise) -> None:
    report = submit(
        exercise, "def row_means(x):\n    if x.shape[1] == 2:\n        return x[7]\n    return x.sum(1) / x.shape[1]\n"
    )
    assert report.verdict is Verdict.ERROR
    assert report.checks[0].message.startswith("Line 3 raised IndexError: index 7 is out of bounds")
    assert "line 3, in row_means: return x[7]" in report.checks[0].detail["yours"]
    assert [check.verdict for check in report.checks[1:]] == [Verdict.PASSED, Verdict.PASSED]


@pytest.mark.parametrize(
    ("source", "verdict", "message"),
    [
        (
            "def mean(x): ...\n",
            Verdict.ERROR,
            "Your code defines no function row_means. The exercise asks for row_means(x).",
        ),
        (
            "def row_means(x):\n    return x.sum(",
            Verdict.ERROR,
            "Syntax error on line 2: '(' was never closed. No check was run.",
        ),
        (
            "import pandas\n",
            Verdict.ERROR,
            "Line 1 imports pandas, which the sandbox doesn't have. Use NumPy, PyTorch or the standard library.",
        ),
        (
            "import socket\ns = socket.socket()\n",
            Verdict.ERROR,
            "Line 2 tried to use the network. The sandbox has no network.",
        ),
        (
            "from urllib.request import urlopen\nurlopen('http://example.org')\n",
            Verdict.ERROR,
            "Line 2 tried to use the network. The sandbox has no network.",
        ),
        ("x = 1 / 0\n", Verdict.ERROR, "Line 1 raised ZeroDivisionError: division by zero. No check was run."),
        (
            "def row_means(x):\n    while True: ...\n",
            Verdict.TIMEOUT,
            "Still on line 2, in row_means, after 2 s, the time limit.",
        ),
        (
            "def row_means(x):\n    return (v for v in x)\n",
            Verdict.BAD_VALUE,
            "The value of row_means(...) is a generator; return a list: list(...).",
        ),
        (
            "def row_means(x):\n    return [{(0, 1): 2.0}]\n",
            Verdict.BAD_VALUE,
            "The value of row_means(...)[0] has a key that is a tuple; use strings or ints as keys.",
        ),
        ("def row_means(x):\n    return None\n", Verdict.FAILED, "Your result is None; expected a NumPy array."),
        (FILES["starter.py"], Verdict.ERROR, "Write this part, then remove the raise."),
    ],
)
def test_each_ending_has_its_verdict_and_message(
    exercise: CatalogExercise, source: str, verdict: Verdict, message: str
) -> None:
    report = submit(exercise, source)
    assert report.verdict is verdict
    assert message in report.message


def test_checks_after_the_end_of_the_cell_are_reported_as_not_run(exercise: CatalogExercise) -> None:
    spin = "    if x.shape[1] == 1:\n        print('1 column', flush=True)\n        while True: ...\n"
    report = submit(exercise, f"def row_means(x):\n{spin}    return x.sum(1) / x.shape[1]\n")
    assert [check.verdict for check in report.checks] == [Verdict.PASSED, Verdict.TIMEOUT, Verdict.TIMEOUT]
    assert report.checks[1].output == "1 column\n"
    assert report.checks[2].message == "Not run: your code had already stopped."
    assert report.message.startswith("1 of 3 checks passed.")


def test_policy_is_checked_before_anything_runs(exercise: CatalogExercise) -> None:
    report = submit(exercise, "import numpy as np\ndef row_means(x):\n    return np.mean(x, axis=1)\n")
    assert report.verdict is Verdict.REFUSED
    assert report.message == "Line 3 uses np.mean, which this exercise asks you to write yourself."
    assert report.checks == ()
    assert submit(exercise, "#" * (MAX_SOURCE_BYTES + 1)).verdict is Verdict.REFUSED


def test_a_different_version_of_the_folder_is_our_fault(exercise: CatalogExercise) -> None:
    report = submit(exercise, SOLUTION, digest="0123456789abcdef")
    assert report.verdict is Verdict.INTERNAL
    assert "another version" in report.message
    assert "it doesn't count" in report.message


def test_an_unknown_exercise_is_our_fault(exercise: CatalogExercise) -> None:
    assert (
        grade(Job(submission="s", attempt="a", exercise="no-such", digest="0", source=SOLUTION)).verdict
        is Verdict.INTERNAL
    )


def test_a_broken_check_is_our_fault_whatever_the_learner_returned(tmp_path: Path, exercise: CatalogExercise) -> None:
    broken = FILES["checks.py"].replace("    preserves_arguments(learner)", "    learner.calls[7]")
    report = submit(write_exercise(tmp_path, checks_py=broken), SOLUTION)
    assert report.verdict is Verdict.INTERNAL
    assert "our fault" in report.message
    assert "IndexError" not in report.message


def test_inputs_are_drawn_again_for_every_submission(exercise: CatalogExercise) -> None:
    source = "def row_means(x):\n    return x.sum(axis=1) / x.shape[1] + (x.shape[1] > 2)\n"
    assert submit(exercise, source).checks[1].detail["input"] != submit(exercise, source).checks[1].detail["input"]


def test_what_fails_in_an_earlier_call_shows_no_input_of_the_last(tmp_path: Path, exercise: CatalogExercise) -> None:
    later = (
        "    learner.row_means(np.ones((1, 1)))\n    with about_earlier_calls():\n        close(yours, np.zeros(4))\n"
    )
    checks = re.sub(r"        close\(yours, .*\n", later, FILES["checks.py"]).replace(
        "bars, check", "about_earlier_calls, bars, check"
    )
    of_earlier = submit(write_exercise(tmp_path, checks_py=checks), SOLUTION).checks[1]
    assert of_earlier.verdict is Verdict.FAILED
    assert list(of_earlier.detail) == ["yours", "expected", "difference"]


def test_a_learner_cannot_change_the_judges_arrays(exercise: CatalogExercise) -> None:
    """Writing zeros into an argument doesn't change the value that the check expects."""
    report = submit(exercise, "def row_means(x):\n    x[...] = 0\n    return x.sum(axis=1)\n")
    assert [check.verdict for check in report.checks] == [Verdict.FAILED] * 3
    assert report.checks[2].message.startswith("Your function changed its argument x in place.")
