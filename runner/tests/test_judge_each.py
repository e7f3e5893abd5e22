"""Pipelined calls give the same values, transcript, errors and verdicts as calls made one after another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from runner.judge.grading import grade
from runner.judge.players import InProcessPlayer
from runner.judge.proxy import Learner, Player
from runner.protocol import Job, Limits, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell
from runner.tests.toy import write_exercise
from tests.patience import comes_true

pytestmark = pytest.mark.sandbox

SOURCE = """
def halve(x):
    print("halving", len(x))
    if len(x) == 3:
        raise ValueError("three")
    if len(x) == 5:
        x /= 2
        return x
    return x / 2

def count(n):
    return list(range(n))

def exits(n):
    if n == 2:
        raise SystemExit
    if n == 3:
        import os
        os._exit(1)
    return n
"""


@pytest.fixture
def cell() -> Iterator[Cell]:
    with open_cell(Limits()) as cell:
        cell.load(SOURCE)
        yield cell


def own_code() -> InProcessPlayer:
    module = ModuleType("code")
    exec(SOURCE, module.__dict__)  # noqa: S102 - the test's own source
    return InProcessPlayer(module)


def learner(player: Player) -> Learner:
    return Learner(player, ("halve", "count", "exits"))


def ones(*sizes: int) -> list[tuple[np.ndarray]]:
    return [(np.ones(size),) for size in sizes]


@pytest.mark.parametrize("own", [False, True], ids=["in a cell", "our own code"])
def test_values_arrive_in_order_and_each_has_its_transcript(cell: Cell, own: bool) -> None:
    them = learner(own_code() if own else cell)
    cases = ones(1, 5, 2)
    seen = []
    for (x,), got in zip(cases, them.halve.each(cases), strict=True):
        assert got.tolist() == [0.5] * len(x)
        seen.append([len(call.args[0]) for call in them.calls])
    assert seen == [[1], [1, 5], [1, 5, 2]]
    assert [bool(call.changed_arguments) for call in them.calls] == [False, True, False]
    assert [call.value.tolist() for call in them.calls] == [[0.5], [0.5] * 5, [0.5] * 2]
    assert all(x.tolist() == [1.0] * len(x) for (x,) in cases)


@pytest.mark.parametrize("own", [False, True], ids=["in a cell", "our own code"])
def test_an_error_is_raised_in_place_of_its_value(cell: Cell, own: bool) -> None:
    them = learner(own_code() if own else cell)
    values = them.halve.each(ones(1, 2, 3, 4))
    assert [len(next(values)), len(next(values))] == [1, 2]
    with pytest.raises(LearnerError, match="ValueError: three"):
        next(values)
    assert len(them.calls) == 3
    assert them.calls[2].error is not None
    assert them.count(2) == [0, 1]


def test_unread_values_are_not_mistaken_for_the_next_calls_values(cell: Cell) -> None:
    them = learner(cell)
    assert len(next(them.halve.each(ones(1, 2, 3, 4)))) == 1
    assert them.count(3) == [0, 1, 2]
    assert [len(call.args) for call in them.calls] == [1, 1]


def test_an_exit_before_its_value_is_read_is_still_the_learners_error(cell: Cell) -> None:
    them = learner(cell)
    assert next(them.exits.each([(1,), (2,), (3,), (4,)])) == 1
    with pytest.raises(LearnerError, match="ended the program"):
        them.count(3)
    assert not cell.is_alive


def test_many_large_values_travel_in_both_directions_at_once(cell: Cell) -> None:
    cases = ones(*[200_000 + i for i in range(12)])
    assert [len(got) for got in cell.each("halve", cases)] == [len(x) for (x,) in cases]


def test_all_calls_together_share_the_cells_time_limit() -> None:
    source = "def f(n):\n    while n > 1: pass\n    return n"
    with open_cell(Limits(wall_s=0.5)) as cell:
        cell.load(source)
        values = cell.each("f", [(0,), (1,), (2,), (3,)])
        assert [next(values), next(values)] == [0, 1]
        with pytest.raises(LearnerError) as caught:
            next(values)
    assert caught.value.verdict is Verdict.TIMEOUT


def test_a_call_between_two_values_raises_a_runtime_error(cell: Cell) -> None:
    them = learner(cell)
    values = them.count.each([(1,), (2,), (3,)])
    next(values)
    assert them.count(2) == [0, 1]
    with pytest.raises(RuntimeError, match="between"):
        next(values)


def test_a_value_sent_twice_is_detected_at_the_next_one() -> None:
    source = """
import os, sys
from runner.wire import messages, nodes
def f(n):
    frame = sys._getframe()
    while "request" not in frame.f_locals: frame = frame.f_back
    os.write(4, messages.frame(messages.ValueReply(frame.f_locals["request"].id, nodes.ListNode([1]), []), []))
    return n
"""
    with open_cell(Limits()) as cell:
        cell.load(source)
        values = cell.each("f", [(1,), (2,), (3,)])
        assert next(values) == 1
        with pytest.raises(LearnerError) as caught:
            next(values)
    assert caught.value.verdict is Verdict.BAD_VALUE


CHECKS = '''\
import numpy as np

from runner.judge import check, close


@check(example=True)
def worked_example(learner, rng):
    """Rows of every length"""
    cases = [(rng.normal(size=(2, m)),) for m in (2, 3, 4)]
    for (x,), got in zip(cases, learner.row_means.each(cases)):
        close(got, x.mean(axis=1))
'''


def test_the_report_shows_the_input_of_the_wrong_value_and_names_the_mistake(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path, checks_py=CHECKS)
    source = "def row_means(x):\n    return sum(x.T) / 2"
    report = grade(
        Job(submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )
    assert report.verdict is Verdict.FAILED
    shown = report.checks[0].detail["input"].splitlines()[1].split()
    assert len([word for word in shown if word.strip("[]")]) == 3
    assert report.mistake is not None
    assert report.mistake.name == "halves"


def test_calls_start_before_the_first_value_is_read(cell: Cell) -> None:
    values = learner(cell).halve.each(ones(1, 2))
    assert comes_true(lambda: printed_so_far(cell).split() == ["halving", "1", "halving", "2"])
    assert [len(value) for value in values] == [1, 2]


def printed_so_far(cell: Cell) -> str:
    cell._channel.drain()
    return cell._channel.output.decode()
