"""A sandbox that dies under a submission, after its source was loaded: graded once more, and only once more."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from runner.catalog import Exercise
from runner.judge.checking import Body, Check
from runner.judge.grading import grade
from runner.judge.proxy import Learner
from runner.protocol import Job, Report, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.keeper import SOCKET, Keeper
from runner.tests import seen
from runner.tests.test_warm_cells import _pids, _zygote
from runner.tests.toy import SOLUTION, write_exercise

SUMS = "print('loaded')\n\n\ndef row_means(x):\n    return x.sum(axis=1)\n"


@pytest.fixture
def keepers() -> Iterator[list[Keeper]]:
    """Two daemons: whoever kills the first one's cells finds the second's ready."""
    with ExitStack() as stack:
        two = [stack.enter_context(Keeper(cells=1)) for _ in range(2)]
        assert all(keeper.wait(60) for keeper in two), "no daemon starts here"
        yield two


def killing(check: Check, keepers: list[Keeper], times: int, monkeypatch: pytest.MonkeyPatch) -> Check:
    """The same check, which first kills the zygote and with it the cell that it is about to ask, so many times."""
    left = iter(keepers[:times])
    then = iter(keepers[1:])
    ask: Body = check.body

    def body(learner: Learner, rng: np.random.Generator) -> None:
        for keeper in left:
            cell = cast(Cell, learner._player)
            os.kill(_zygote(keeper), signal.SIGKILL)
            assert all(map(seen.ends, _pids(cell)))
            monkeypatch.setenv(SOCKET, next(then, keeper).socket)
            break
        ask(learner, rng)

    return replace(check, body=body)


def graded(
    exercise: Exercise, source: str, keepers: list[Keeper], times: int, monkeypatch: pytest.MonkeyPatch
) -> Report:
    """Judged in the first keeper's cell, which dies before the second check."""
    first, second, *others = exercise.checks
    vars(exercise)["checks"] = (first, killing(second, keepers, times, monkeypatch), *others)
    monkeypatch.setenv(SOCKET, keepers[0].socket)
    return grade(Job("s-1", "a-1", exercise.slug, exercise.digest, source), exercise=exercise)


@pytest.mark.parametrize(
    ("source", "verdict", "mistake"), [(SOLUTION, Verdict.PASSED, None), (SUMS, Verdict.FAILED, "sums")]
)
def test_lost_once_it_ends_in_the_right_verdict(
    source: str,
    verdict: Verdict,
    mistake: str | None,
    keepers: list[Keeper],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    report = graded(write_exercise(tmp_path), source, keepers, 1, monkeypatch)
    assert report.verdict is verdict
    assert [check.name for check in report.checks] == ["worked_example", "any_shape", "arguments_unchanged"]
    assert (report.mistake.name if report.mistake else None) == mistake
    assert report.output == ("loaded\n" if source is SUMS else "")
    assert [record.message for record in caplog.records] == [
        "a cell was lost while grading s-1, so it is graded once more: the sandbox ended under the cell"
    ]


def test_lost_twice_it_is_our_fault(
    keepers: list[Keeper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    report = graded(write_exercise(tmp_path), SOLUTION, keepers, 2, monkeypatch)
    assert report.verdict is Verdict.INTERNAL
    assert report.message == "The sandbox was lost on the way. This is our fault, not yours, and costs you nothing."
    assert report.checks == ()
    assert caplog.records[-1].message == "cell lost while grading s-1"
