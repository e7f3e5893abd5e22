"""``scales_like`` compares how time grows with size: right code passes in any style, and one loop too many fails."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from runner.judge.check_decorator import CheckFailure
from runner.judge.limits import time_limit
from runner.judge.players import InProcessPlayer
from runner.judge.proxy import Learner, Player
from runner.judge.speed import FEWEST_ROUNDS, ROUNDS, scales_like
from runner.protocol import Limits
from runner.sandbox.cell import Cell
from runner.sandbox.errors import CellError
from runner.sandbox.factory import open_cell
from runner.tests.makes import making
from tests.patience import comes_true

pytestmark = pytest.mark.sandbox

SIZES = (400, 6400)  # large enough that the fixed part of a call hides no growth, on a busy host too
LOOP = """
def running_means(x):
    means, total = [], 0.0
    for i, value in enumerate(x):
        total += value
        means.append(total / (i + 1))
    return means
"""
VECTORISED = """
import numpy as np
def running_means(x):
    return (np.cumsum(x) / np.arange(1, len(x) + 1)).tolist()
"""
WASTEFUL = """
def running_means(x):
    for _ in range(20):
        means, total = [], 0.0
        for i, value in enumerate(x):
            total += value
            means.append(total / (i + 1))
    return means
"""
AGAIN_AND_AGAIN = """
def running_means(x):
    return [sum(x[:i + 1].tolist()) / (i + 1) for i in range(len(x))]
"""
REMEMBERS = f"""
{AGAIN_AND_AGAIN}
work, results = running_means, {{}}
def running_means(x):
    key = x.tobytes()
    if key not in results:
        results[key] = work(x)
    return results[key]
"""
IDLES_WHEN_SMALL = f"""
import time
{AGAIN_AND_AGAIN}
work = running_means
def running_means(x):
    end = time.process_time() + 0.2
    while len(x) <= {SIZES[0]} and time.process_time() < end:
        pass
    return work(x)
"""
NOTHING_WHEN_LARGE = f"""
{AGAIN_AND_AGAIN}
work = running_means
def running_means(x):
    return None if len(x) > {SIZES[0]} else work(x)
"""
WRONG_WHEN_LARGE = f"""
{LOOP}
work = running_means
def running_means(x):
    return work(x[:{SIZES[0]}]) + x[{SIZES[0]}:].tolist()
"""


@pytest.fixture(scope="module", autouse=True)
def _warm_cells() -> Iterator[None]:
    with making("warm", own_cells=1):
        yield


def hold(player: Player, *, exponent: float | None = None) -> None:
    """The check: running means of n numbers, in time linear in n."""
    learner = Learner(player, ("running_means",))
    rng = np.random.default_rng(1)
    own: dict[str, object] = {}
    exec(LOOP, own)  # noqa: S102 - the reference
    loop = own["running_means"]
    assert callable(loop)

    def draw(n: int) -> np.ndarray[Any, Any]:
        return rng.normal(size=n)

    scales_like(
        learner,
        learner.running_means,
        loop,
        SIZES,
        draw=draw,
        most=200,
        exponent=exponent,
        size="the length",
        name="your means",
    )


@pytest.mark.parametrize("source", [LOOP, VECTORISED, WASTEFUL], ids=["loop", "vectorised", "wasteful"])
def test_right_code_passes_in_a_cell_whatever_its_constant_factor(source: str) -> None:
    with open_cell(Limits()) as cell:
        cell.load(source)
        hold(cell)


def test_repeated_work_fails() -> None:
    with open_cell(Limits()) as cell:
        cell.load(AGAIN_AND_AGAIN)
        with pytest.raises(CheckFailure, match="slows down too fast as the length grows: 16 times the size") as told:
            hold(cell)
    assert told.value.detail["expected"].startswith("about the length^")


def test_caching_earlier_results_does_not_hide_repeated_work() -> None:
    """Each call gets a different input."""
    with open_cell(Limits()) as cell:
        cell.load(REMEMBERS)
        with pytest.raises(CheckFailure, match="slows down too fast"):
            hold(cell)


def test_idling_on_a_small_input_does_not_hide_repeated_work() -> None:
    with open_cell(Limits()) as cell:
        cell.load(IDLES_WHEN_SMALL)
        with pytest.raises(CheckFailure, match="times as long as plain code"):
            hold(cell)


@pytest.mark.parametrize("source", [NOTHING_WHEN_LARGE, WRONG_WHEN_LARGE], ids=["nothing", "wrong"])
def test_a_fast_wrong_value_fails(source: str) -> None:
    with open_cell(Limits()) as cell:
        cell.load(source)
        with pytest.raises(CheckFailure, match="Your means"):
            hold(cell)


def test_our_own_code_is_timed_like_a_learners() -> None:
    """Recognising the mistake depends on it."""
    for source, fails in ((LOOP, False), (AGAIN_AND_AGAIN, True)):
        if fails:
            with pytest.raises(CheckFailure):
                hold(InProcessPlayer(own(source)))
        else:
            hold(InProcessPlayer(own(source)))


def test_a_cpu_limit_on_the_judge_does_not_blur_the_clock() -> None:
    """The limit is set while mistakes are compared, and afterwards the kernel counts CPU time by ticks for a while."""
    slow = own(AGAIN_AND_AGAIN)
    with time_limit(60), pytest.raises(CheckFailure):
        hold(InProcessPlayer(slow))
    with open_cell(Limits(wall_s=100)) as cell:
        cell.load(LOOP)
        for _ in range(5):
            with time_limit(60):
                hold(cell)
            hold(cell)


@pytest.mark.parametrize("make", ["cold", "warm"])
def test_a_cells_cpu_time_counts_and_its_waiting_does_not(make: str) -> None:
    source = "import time\ndef wait(s):\n    time.sleep(s)\ndef work(s):\n    end = time.process_time() + s\n"
    source += "    while time.process_time() < end:\n        pass\n"
    with making(make), open_cell(Limits()) as cell:
        cell.load(source)
        started = cell.cpu_s()
        cell.call("wait", (0.3,))
        waited = cell.cpu_s()
        cell.call("work", (0.3,))
        worked = cell.cpu_s() - waited
        assert 0.3 <= worked < 2 * 0.3  # it counts once
        assert waited - started < worked / 2
    assert comes_true(lambda: is_unreadable(cell, started))


class ForgetfulPlayer(InProcessPlayer):
    """Its clock misses one of its calls altogether, as the kernel's may."""

    def __init__(self, module: ModuleType, missed_call: int) -> None:
        super().__init__(module)
        self.missed_call = missed_call
        self.answers = 0
        self.missed_s = self.told_s = 0.0

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self.answers += 1
        return super().call(name, args, kwargs)

    def cpu_s(self) -> float:  # type: ignore[override]  # the real one needs no state
        now = time.thread_time()
        if self.answers == self.missed_call and not self.missed_s:
            self.missed_s = now - self.told_s
        self.told_s = now - self.missed_s
        return self.told_s


def test_a_small_call_that_the_clock_missed_does_not_refuse_right_code() -> None:
    hold(ForgetfulPlayer(own(LOOP), missed_call=3))


def test_a_large_call_that_the_clock_missed_does_not_accept_repeated_work() -> None:
    with pytest.raises(CheckFailure):
        hold(ForgetfulPlayer(own(AGAIN_AND_AGAIN), missed_call=4))


class TimedPlayer(InProcessPlayer):
    """Its clock says that a call takes so many seconds times a power of the length."""

    def __init__(self, module: ModuleType, power: float, seconds: float = 1e-6) -> None:
        super().__init__(module)
        self.power = power
        self.seconds = seconds
        self.answers = 0
        self.spent_s = 0.0

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self.answers += 1
        self.spent_s += self.seconds * len(args[0]) ** self.power
        return super().call(name, args, kwargs)

    def cpu_s(self) -> float:  # type: ignore[override]  # the real one needs no state
        return self.spent_s


def test_code_that_hardly_grows_is_called_twice_for_each_size() -> None:
    player = TimedPlayer(own(LOOP), power=0.1)
    hold(player)
    assert player.answers == 2 * FEWEST_ROUNDS


def test_code_that_grows_a_little_faster_than_ours_passes_after_all_rounds() -> None:
    player = TimedPlayer(own(LOOP), power=1.25)
    hold(player)
    assert player.answers == 2 * ROUNDS


def test_repeated_work_is_refused_after_all_rounds() -> None:
    player = TimedPlayer(own(LOOP), power=2.0)
    with pytest.raises(CheckFailure, match="slows down too fast"):
        hold(player)
    assert player.answers == 2 * ROUNDS


def test_a_known_exponent_of_the_reference_counts_and_not_the_measured_one() -> None:
    def play(power: float, exponent: float) -> None:
        hold(TimedPlayer(own(LOOP), power=power, seconds=1e-9), exponent=exponent)

    play(power=1.4, exponent=1.0)
    play(power=1.9, exponent=1.5)
    with pytest.raises(CheckFailure, match="takes 74 times as long, where plain code that does the work once takes 16"):
        play(power=1.55, exponent=1.0)


def own(source: str) -> ModuleType:
    module = ModuleType("own")
    exec(source, module.__dict__)  # noqa: S102 - ours
    return module


def test_the_clock_misses_hardly_any_short_call() -> None:
    """The judge can be as quick as the cell is to fall asleep, and Linux counts a running thread's time only later."""
    source = "import numpy as np\ndef multiply(x):\n    for _ in range(10):\n        x = x @ x\n    return x\n"
    times = []
    with making("warm"), open_cell(Limits()) as cell:
        cell.load(source)
        for _ in range(2_000):
            before = cell.cpu_s()
            cell.call("multiply", (np.eye(20),))
            times.append(cell.cpu_s() - before)
    missed = np.array(times) < np.median(times) / 10
    assert missed.sum() <= 2


def is_unreadable(cell: Cell, started: float) -> bool:
    """Whether the cell's time can't be read any more. It must never be 0 instead, or any code would count as fast."""
    try:
        assert cell.cpu_s() > started
    except CellError as error:
        return "can't be read" in str(error)
    return False
