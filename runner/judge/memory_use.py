"""Memory that a call needs, relative to a limit in the statement.

A cell's own limit ends code that goes beyond it, and nobody can say why. This measures, so that a sentence can.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import TypeVar

from runner.judge.check_decorator import fail
from runner.judge.proxy import Learner
from runner.sandbox.interface import LearnerCell

Value = TypeVar("Value")


def uses_at_most(learner: Learner, call: Callable[[], Value], mib: float, *, advice: str, name: str) -> Value:
    """The call's value, if the learner's process never held ``mib`` MiB more than before it ran their file.

    What it took for the file itself and for earlier calls counts too, so allow for a few MiB, and for 20 where torch
    may be used; and let large calls come last.

    Args:
        advice: what to do about it, as a sentence.
        name: how to speak of the call: "Your call with 100 layers".
    """
    player = learner._player
    if isinstance(player, LearnerCell):
        value = call()
        growth = player.memory_growth_mib()
    else:
        value, growth = _trace(call)
    if growth > mib:
        fail(
            f"{name} brought your process to {growth:.0f} MiB of memory; at most {mib:g} MiB are allowed. {advice}",
            yours=f"{growth:.0f} MiB",
            expected=f"at most {mib:g} MiB",
        )
    return value


def _trace(call: Callable[[], Value]) -> tuple[Value, float]:
    """Our own code, in this process, counted by Python."""
    tracemalloc.start()
    try:
        value = call()
        return value, tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
