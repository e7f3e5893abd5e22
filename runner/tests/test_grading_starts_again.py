"""If the sandbox dies after the source was loaded, the submission is graded once more, and only once."""

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

from runner.catalog import CatalogExercise
from runner.judge.check_decorator import Body, Check
from runner.judge.grading import grade
from runner.judge.proxy import Learner
from runner.protocol import Job, Report, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.supervisor import SOCKET, Supervisor
from runner.tests import seen
from runner.tests.test_warm_cells import _pids, _zygote
from runner.tests.toy import SOLUTION, write_exercise

pytestmark = pytest.mark.sandbox

SUMS = "print('loaded')\n\n\ndef row_means(x):\n    return x.sum(axis=1)\n"


@pytest.fixture(scope="module")
def daemons() -> Iterator[list[Supervisor]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Supervisor(cells=1)) for _ in range(2)]


@pytest.fixture
def supervisors(daemons: list[Supervisor]) -> list[Supervisor]:
    """Two daemons, so that the second has cells when those of the first are killed."""
    assert all(supervisor.wait(60) for supervisor in daemons), "no daemon starts here"
    return daemons


def killing(check: Check, supervisors: list[Supervisor], times: int, monkeypatch: pytest.MonkeyPatch) -> Check:
    """The same check, which first kills the zygote and so the cell that it is about to call, a number of times."""
    left = iter(supervisors[:times])
    then = iter(supervisors[1:])
    ask: Body = check.body

    def body(learner: Learner, rng: np.random.Generator) -> None:
        for supervisor in left:
            cell = cast(Cell, learner._player)
            os.kill(_zygote(supervisor), signal.SIGKILL)
            assert all(map(seen.ends, _pids(cell)))
            monkeypatch.setenv(SOCKET, next(then, supervisor).socket)
            break
        ask(learner, rng)

    return replace(check, body=body)


def graded(
    exercise: CatalogExercise, source: str, supervisors: list[Supervisor], times: int, monkeypatch: pytest.MonkeyPatch
) -> Report:
    """Graded in the first supervisor's cell, which dies before the second check."""
    first, second, *others = exercise.checks
    vars(exercise)["checks"] = (first, killing(second, supervisors, times, monkeypatch), *others)
    monkeypatch.setenv(SOCKET, supervisors[0].socket)
    return grade(
        Job(submission="s-1", attempt="a-1", exercise=exercise.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )


@pytest.mark.parametrize(
    ("source", "verdict", "mistake"), [(SOLUTION, Verdict.PASSED, None), (SUMS, Verdict.FAILED, "sums")]
)
def test_lost_once_it_ends_in_the_right_verdict(
    source: str,
    verdict: Verdict,
    mistake: str | None,
    supervisors: list[Supervisor],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    report = graded(write_exercise(tmp_path), source, supervisors, 1, monkeypatch)
    assert report.verdict is verdict
    assert [check.name for check in report.checks] == ["worked_example", "any_shape", "arguments_unchanged"]
    assert (report.mistake.name if report.mistake else None) == mistake
    assert report.output == ("loaded\n" if source is SUMS else "")
    lost = [record.message for record in caplog.records if "lost" in record.message]  # others say: a cell was made cold
    assert lost == ["a cell was lost while grading s-1, so it is graded once more: the sandbox ended under the cell"]


def test_lost_twice_it_is_our_fault(
    supervisors: list[Supervisor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    report = graded(write_exercise(tmp_path), SOLUTION, supervisors, 2, monkeypatch)
    assert report.verdict is Verdict.INTERNAL
    assert report.message == "The sandbox was lost during grading. It's our fault, and it doesn't count."
    assert report.checks == ()
    assert caplog.records[-1].message == "cell lost while grading s-1"
