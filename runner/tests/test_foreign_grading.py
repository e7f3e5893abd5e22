"""A job that brings its exercise along gets the verdict that the catalogue's judge would give."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from runner.foreign import grading, judges
from runner.protocol import Mode, Verdict
from runner.tests.foreign import SLUG, checks_with, job, verdict_of
from runner.tests.makes import making
from runner.tests.toy import FILES, SOLUTION

pytestmark = pytest.mark.sandbox


@pytest.fixture(autouse=True, scope="module")
def _warm_cells() -> Iterator[None]:
    with making("warm"):
        yield
        judges.close_all()


def test_the_solution_passes_and_the_host_signs_for_what_it_knows() -> None:
    report = verdict_of(FILES)
    assert (report.verdict, report.message) == (Verdict.PASSED, "All 3 checks passed.")
    assert (report.submission, report.attempt, report.worker) == ("s-1", "a-1", "w-1")
    assert report.digest == job(FILES).digest
    assert report.versions["runner"]
    assert report.checks[1].picture


def test_a_mistake_is_recognised_by_its_name() -> None:
    report = verdict_of(FILES, SOLUTION.replace("x.shape[1]", "2"))
    assert report.verdict is Verdict.FAILED
    assert report.mistake
    assert report.mistake.name == "halves"


@pytest.mark.parametrize(
    ("source", "verdict", "words"),
    [
        ("def row_means(x):\n    return 1 / 0\n", Verdict.ERROR, "Line 2 raised ZeroDivisionError"),
        ("def row_means(x):\n    while True: pass\n", Verdict.TIMEOUT, "line 2, in row_means"),
        ("def row_means(x):\n    return object()\n", Verdict.BAD_VALUE, "object"),
        ("import numpy\n\n\ndef row_means(x):\n    return numpy.mean(x, 1)\n", Verdict.REFUSED, "numpy.mean"),
        ("def row_means(x):\n    print('x' * 10**6)\n", Verdict.OUTPUT, "64 KiB"),
        ("\0", Verdict.REFUSED, "null"),
        ("def row_means(x:\n", Verdict.ERROR, "never closed"),
    ],
)
def test_what_the_learners_code_does_is_told_as_ever(source: str, verdict: Verdict, words: str) -> None:
    report = verdict_of(FILES, source)
    assert report.verdict is verdict
    assert words in report.message


def test_a_value_that_costs_the_check_too_much_is_the_learners() -> None:
    files = checks_with("n = int(learner.row_means(np.ones((2, 2)))[0])\nwhile n > 1:\n    n += 1")
    report = verdict_of(files, "import numpy as np\n\n\ndef row_means(x):\n    return np.array([5.0])\n")
    assert report.verdict is Verdict.FAILED
    assert "takes too much time" in report.message


def test_the_worked_example_alone_can_be_tried() -> None:
    report = verdict_of(FILES, mode=Mode.TRY)
    assert [check.name for check in report.checks] == ["worked_example"]


def test_a_learners_own_call_needs_no_judge() -> None:
    report = verdict_of(FILES, mode=Mode.RUN, call="row_means(__import__('numpy').eye(2))")
    assert (report.verdict, report.output) == (Verdict.RAN, "array([0.5, 0.5])\n")
    assert (report.submission, report.worker) == ("s-1", "w-1")


def test_each_check_can_have_a_cell_of_its_own() -> None:
    files = FILES | {"exercise.md": FILES["exercise.md"].replace("stars = 1\n", 'stars = 1\ncells = "check"\n')}
    counts = SOLUTION.replace("x):\n", "x):\n    global count\n    count += 1\n    assert count < 5\n")
    assert verdict_of(files, f"count = 0\n\n\n{counts}").has_passed
    assert not verdict_of(FILES, f"count = 0\n\n\n{counts}").has_passed


def test_files_of_another_version_are_our_fault() -> None:
    report = grading.grade(replace(job(FILES), digest="0" * 16))
    assert report.verdict is Verdict.INTERNAL
    assert "another exercise" in report.message


@pytest.mark.parametrize("line", ['device = "gpu"', 'needs = ["triton"]', "limits = { wall_s = -1 }"])
def test_what_a_stranger_may_not_ask_for_is_refused(line: str) -> None:
    head = (
        FILES["exercise.md"].replace("limits = { wall_s = 2.0 }\n", "").replace("stars = 1\n", f"stars = 1\n{line}\n")
    )
    assert verdict_of(FILES | {"exercise.md": head}).verdict is Verdict.INTERNAL


def test_a_judge_is_kept_for_the_next_learner() -> None:
    verdict_of(FILES)
    digest = job(FILES).digest
    with judges.judge_of(SLUG, digest, FILES) as judge:
        before = judge.pid
    verdict_of(FILES)
    with judges.judge_of(SLUG, digest, FILES) as judge:
        assert judge.pid == before


def test_a_judge_that_was_killed_is_replaced() -> None:
    verdict_of(FILES)
    with judges.judge_of(SLUG, job(FILES).digest, FILES) as judge:
        assert judge.pid
        os.kill(judge.pid, signal.SIGKILL)
    assert verdict_of(FILES).has_passed
