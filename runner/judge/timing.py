"""Speed relative to a reference on the same device in the same run.

The judge's clock starts before the inputs are sent and stops when the values have arrived. So code that returns early,
keeps work for later or starts it in the background gains nothing: no value counts that hasn't arrived, every value is
compared, and the next inputs are drawn only then. There is no ranking, only a factor to reach.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TypeVar

from runner.judge.check_decorator import fail
from runner.judge.hardware_limits import MinimumWork, reason_impossible
from runner.judge.players import InProcessPlayer
from runner.judge.proxy import Learner, Player
from runner.protocol import CPU_NAME, Device
from runner.sandbox.interface import LearnerCell

ROUNDS = 5  # of which the quickest counts: whatever else a host does only adds to a time

Input = TypeVar("Input")
Value = TypeVar("Value")


def faster_than(
    learner: Learner,
    reference: str,
    call: Callable[[Learner, Input], Value],
    *,
    draw: Callable[[], Input],
    verify: Callable[[Value, Input], None],
    work: MinimumWork,
    factor: float = 1.0,
    name: str = "the reference",
) -> None:
    """The learner's function returns correct values ``factor`` times as fast as our reference does, or faster.

    Call it last in a check: on a card, the learner's cell ends before the reference gets one. One call before the first
    round is verified but not timed, since a kernel is compiled then.

    Args:
        reference: source that defines the same functions, by the plain way that the learner is to beat.
        call: calls the function of a learner, or of the reference, with an input.
        draw: makes an input, another one at each call, from the check's ``rng``.
        verify: fails the check unless a value is right for its input. It isn't timed.
        work: what one call must do at least. A call that is faster than the device allows fails.
        factor: how many times as fast as the reference the learner's function must be.
        name: how to speak of the reference.
    """
    device = device_of(learner)
    seconds = _quickest(learner, call, draw, verify, work, device)
    with _beside(learner, reference) as reference_player:
        reference_s = _quickest(reference_player, call, draw, verify, work, device)
    if seconds * factor > reference_s:
        fail(
            f"Your function takes {seconds * 1e3:.3g} ms, from the inputs sent to the values received, and {name} "
            f"takes {reference_s * 1e3:.3g} ms on the same device. Yours must be at least {factor:g} times as fast.",
            yours=f"{seconds * 1e3:.3g} ms, {reference_s / seconds:.2g} times as fast",
            expected=f"at most {reference_s / factor * 1e3:.3g} ms",
        )


def device_of(learner: Learner) -> str:
    """The name of the device that the learner's code runs on."""
    player = learner._player
    return player.device_name if isinstance(player, LearnerCell) else CPU_NAME


def _quickest(
    learner: Learner,
    call: Callable[[Learner, Input], Value],
    draw: Callable[[], Input],
    verify: Callable[[Value, Input], None],
    work: MinimumWork,
    device: str,
) -> float:
    """The seconds of the quickest call."""
    quickest = math.inf
    for number in range(ROUNDS + 1):
        value_in = draw()
        started_at = time.perf_counter()
        value = call(learner, value_in)
        seconds = time.perf_counter() - started_at
        verify(value, value_in)
        if reason := reason_impossible(work, seconds, device):
            fail(
                f"A call of your function took {seconds * 1e6:.3g} µs, and that is impossible. {reason} The value was "
                "right, so it was not computed from these inputs when it was asked for.",
                yours=f"{seconds * 1e6:.3g} µs",
            )
        if number:
            quickest = min(quickest, seconds)
    return quickest


@contextmanager
def _beside(learner: Learner, source: str) -> Iterator[Learner]:
    """Our source in a cell of its own, under the limits and on the device of the learner's; without a cell, here."""
    from runner.sandbox.factory import open_cell  # a judge that is in a cell itself has no such module

    player = learner._player
    if not isinstance(player, LearnerCell):
        module = ModuleType("reference")
        exec(compile(source, "reference.py", "exec"), module.__dict__)  # noqa: S102 - our own file
        yield _learner_like(learner, InProcessPlayer(module))
        return
    device = Device.CPU if player.device_name == CPU_NAME else Device.GPU
    if device is Device.GPU:
        player.close()  # a card has one tenant
    with open_cell(player.limits, device=device) as cell:
        cell.load(source, ())
        yield _learner_like(learner, cell)


def _learner_like(learner: Learner, player: Player) -> Learner:
    return Learner(player, learner._entry)
