"""``faster_than`` compares with a reference in the same run: right fast code passes, and cheating the clock fails."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from runner.judge.assertions import close
from runner.judge.check_decorator import CheckFailure
from runner.judge.hardware_limits import MinimumWork, peak_of, reason_impossible
from runner.judge.players import InProcessPlayer
from runner.judge.proxy import Learner, Player
from runner.judge.timing import faster_than
from runner.protocol import CPU_NAME, Limits
from runner.sandbox.factory import open_cell
from runner.tests.makes import making

pytestmark = pytest.mark.sandbox

N = 300
LOOPS = """
def squares(x):
    return [sum(float(value) * float(value) for value in row) for row in x]
"""
FAST = """
def squares(x):
    return (x * x).sum(axis=1).tolist()
"""
REMEMBERS_SHAPES = f"""
{LOOPS}
work, results = squares, {{}}
def squares(x):
    if x.shape not in results:
        results[x.shape] = work(x)
    return results[x.shape]
"""
COMPUTES_LATER = f"""
import threading
{LOOPS}
work = squares
def squares(x):
    result = [0.0] * len(x)
    threading.Thread(target=lambda: result.__setitem__(slice(None), work(x))).start()
    return result
"""
BATCHES = f"""
{LOOPS}
work, waiting, ready = squares, [], []
def squares(x):
    waiting.append(x)
    if len(waiting) == 3:
        ready[:] = [work(one) for one in waiting]
        waiting.clear()
    return ready.pop(0) if ready else [0.0] * len(x)
"""
HALF_OF_IT = f"""
{LOOPS}
work = squares
def squares(x):
    half = work(x[: len(x) // 2])
    return half + half
"""


@pytest.fixture(scope="module", autouse=True)
def _ready_cells() -> Iterator[None]:
    with making("warm", own_cells=2):
        yield


def race(player: Player, *, factor: float = 1.5, work: MinimumWork | None = None) -> None:
    """The check: sums of squares of 300 rows, faster than Python loops."""
    rng = np.random.default_rng(1)

    def verify(value: Any, x: np.ndarray[Any, Any]) -> None:
        close(value, np.einsum("ij,ij->i", x, x).tolist(), name="your sums")

    faster_than(
        Learner(player, ("squares",)),
        LOOPS,
        lambda who, x: who.squares(x),
        draw=lambda: rng.normal(size=(N, N)),
        verify=verify,
        work=work or MinimumWork(bytes_moved=8 * N * N, operations=2 * N * N),
        factor=factor,
        name="the loop",
    )


def graded(source: str, **parts: Any) -> None:
    with open_cell(Limits()) as cell:
        cell.load(source)
        race(cell, **parts)


def test_right_code_that_is_fast_enough_passes() -> None:
    graded(FAST)


def test_right_code_that_is_no_faster_than_the_reference_fails_with_both_times() -> None:
    with pytest.raises(CheckFailure, match=r"takes .* ms, from the inputs sent .* the loop takes .* ms") as told:
        graded(LOOPS, factor=20)  # no neighbour slows five rounds in a row so much
    assert told.value.detail["expected"].startswith("at most ")


@pytest.mark.parametrize(
    "source",
    [REMEMBERS_SHAPES, COMPUTES_LATER, BATCHES, HALF_OF_IT],
    ids=["remembers results", "returns before it has computed", "keeps work for one call", "does half of it"],
)
def test_a_cheat_fails_on_its_value_before_its_speed_counts(source: str) -> None:
    with pytest.raises(CheckFailure, match="Your sums"):
        graded(source)


def test_a_value_faster_than_the_hardware_allows_is_refused_with_the_reason() -> None:
    with pytest.raises(CheckFailure, match=r"impossible.* 1e\+09 billion operations.* at least ") as told:
        graded(FAST, work=MinimumWork(operations=1e18))
    assert told.value.detail["yours"].endswith("µs")


def test_our_own_code_is_timed_like_a_learners() -> None:
    """Recognising mistakes depends on it."""
    module = type("module", (), {})()
    exec(FAST, vars(module))  # noqa: S102 - ours
    race(InProcessPlayer(module))


H100 = "NVIDIA H100 80GB HBM3, driver 580.65, CUDA 13.0"


@pytest.mark.parametrize(
    ("work", "limit_s", "reason"),
    [
        (MinimumWork(bytes_moved=3.9e9), 1e-3, "moves 3.9e\\+03 MB, and NVIDIA H100 80GB HBM3 moves at most 3,900 GB"),
        (
            MinimumWork(operations=9.9e11),
            1e-3,
            "990 billion operations, and NVIDIA H100 80GB HBM3 does at most 990 trillion",
        ),
    ],
)
def test_a_cards_bound_comes_from_its_data_sheet(work: MinimumWork, limit_s: float, reason: str) -> None:
    assert reason_impossible(work, limit_s * 1.01, H100) == ""
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(reason_impossible(work, limit_s * 0.99, H100))


def test_an_unknown_card_gets_the_bound_of_the_fastest_known_one() -> None:
    unknown = peak_of("NVIDIA Z9000, driver 999.1, CUDA 19.0")
    assert unknown.bytes_per_s >= peak_of(H100).bytes_per_s
    assert unknown.operations_per_s >= peak_of(H100).operations_per_s


def test_the_bound_of_a_cpu_is_above_this_ones_speed() -> None:
    x = np.ones((800, 800), dtype=np.float32)
    started_at = time.perf_counter()
    x @ x
    assert reason_impossible(MinimumWork(operations=2 * 800**3), time.perf_counter() - started_at, CPU_NAME) == ""
