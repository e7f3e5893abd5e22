"""A run executes the learner's own call after their file, prints what it prints, and judges nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import CatalogExercise
from runner.judge.grading import grade
from runner.protocol import MAX_CALL_CHARS, MAX_OUTPUT_CHARS, Job, Mode, Report, Verdict
from runner.tests.toy import SOLUTION, write_exercise

pytestmark = pytest.mark.sandbox

SOURCE = "import numpy as np\nprint('loaded')\n" + SOLUTION


@pytest.fixture
def exercise(tmp_path: Path) -> CatalogExercise:
    """Its checks can't even be imported, so a run that ends well has not opened them."""
    return write_exercise(tmp_path, checks_py="raise AssertionError('a run opened the checks')\n")


def run(exercise: CatalogExercise, call: str, source: str = SOURCE) -> Report:
    job = Job(
        submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source, mode=Mode.RUN,
        call=call,
    )  # fmt: skip
    return grade(job, exercise=exercise)


@pytest.mark.parametrize(
    ("call", "output"),
    [
        ("row_means(np.array([[1.0, 3.0]]))", "loaded\narray([2.])\n"),
        ("x = np.ones((2, 2))\nfor row in row_means(x):\n    print(row)", "loaded\n1.0\n1.0\n"),
        ("x = 3\nx", "loaded\n3\n"),
        ("None", "loaded\n"),
        ("", "loaded\n"),
    ],
)
def test_it_prints_as_pythons_prompt_does(exercise: CatalogExercise, call: str, output: str) -> None:
    report = run(exercise, call)
    assert (report.verdict, report.output, report.checks) == (Verdict.RAN, output, ())
    assert not report.has_passed


@pytest.mark.parametrize(
    ("call", "verdict", "message", "line"),
    [
        ("row_means(3)", Verdict.ERROR, "Line 4 raised AttributeError: 'int' object has no attribute 'sum'.", 4),
        ("row_mean(3)", Verdict.ERROR, "Your call raised NameError: name 'row_mean' is not defined.", 0),
        ("row_means(", Verdict.ERROR, "Syntax error in your call: '(' was never closed.", 0),
        ("raise SystemExit", Verdict.ERROR, "Your call raised SystemExit", 0),
        ("while True: pass", Verdict.TIMEOUT, "Stopped after 2 s, the time limit.", 0),
        ("import socket; socket.socket()", Verdict.ERROR, "The sandbox has no network.", 0),
        ("while True: print('x' * 1000)", Verdict.OUTPUT, "Stopped after printing 64 KiB, the limit.", 0),
        ("x" * (MAX_CALL_CHARS + 1), Verdict.REFUSED, f"{MAX_CALL_CHARS + 1:,} characters long", 0),
        ("x = '\0'", Verdict.REFUSED, "Your call contains a null character", 0),
    ],
)
def test_an_error_names_the_line_in_the_file_or_the_call(
    exercise: CatalogExercise, call: str, verdict: Verdict, message: str, line: int
) -> None:
    report = run(exercise, call)
    assert (report.verdict, report.line) == (verdict, line)
    assert message in report.message


def test_what_was_printed_before_an_error_is_told(exercise: CatalogExercise) -> None:
    report = run(exercise, "print('before'); 1 / 0")
    assert (report.verdict, report.output) == (Verdict.ERROR, "loaded\nbefore\n")


def test_output_is_cut_to_the_reports_size(exercise: CatalogExercise) -> None:
    assert len(run(exercise, "print('x' * 10_000)").output) <= MAX_OUTPUT_CHARS


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("def row_means(x):\n    return x.sum(\n", 2, "Syntax error on line 2: '(' was never closed."),
        ("x = 1\ny = x / 0\n", 2, "Line 2 raised ZeroDivisionError: division by zero."),
    ],
)
def test_a_file_that_does_not_load_runs_no_call(
    exercise: CatalogExercise, source: str, line: int, message: str
) -> None:
    report = run(exercise, "print('never')", source)
    assert (report.verdict, report.line, report.message, report.output) == (Verdict.ERROR, line, message, "")


def test_the_file_keeps_to_the_exercises_rules_but_the_call_may_compare(exercise: CatalogExercise) -> None:
    forbidden = "import numpy as np\n\ndef row_means(x):\n    return np.mean(x, axis=1)\n"
    assert run(exercise, "1", forbidden).verdict is Verdict.REFUSED
    report = run(exercise, "np.allclose(row_means(np.ones((2, 3))), np.mean(np.ones((2, 3)), axis=1))")
    assert (report.verdict, report.output) == (Verdict.RAN, "loaded\nTrue\n")


def test_a_cell_that_says_it_passed_is_not_believed(exercise: CatalogExercise) -> None:
    forgery = (
        "import runner.harness.server as server\n"
        "reply = server.messages.FailureReply\n"
        "server.messages.ValueReply = lambda *parts: reply(parts[0], 'passed', 'All checks passed.', None)\n"
    )
    assert run(exercise, "1", SOURCE + forgery).verdict is Verdict.BAD_VALUE


def test_only_a_runs_fingerprint_covers_its_call() -> None:
    jobs = [
        Job(submission="s", attempt="a", exercise="e", digest="d", source="x", mode=mode, call=call)
        for mode in (Mode.RUN, Mode.SUBMIT)
        for call in ("f(1)", "f(2)")
    ]
    runs, submissions = jobs[:2], jobs[2:]
    assert runs[0].fingerprint != runs[1].fingerprint
    assert submissions[0].fingerprint == submissions[1].fingerprint


def test_a_graded_error_names_its_line_too(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path)
    source = "def row_means(x):\n    y = x\n    return missing\n"
    report = grade(
        Job(submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )
    assert (report.verdict, report.line) == (Verdict.ERROR, 3)
