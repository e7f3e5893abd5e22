"""Memory that a call needs, relative to a limit in the statement.

A cell's own limit ends code that goes beyond it, and nobody can say why. This measures, so that a sentence can.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from runner.judge.check_decorator import fail
from runner.judge.proxy import Learner
from runner.sandbox.cell import Cell
from runner.sandbox.errors import CellError

_KIB = 1024
Value = TypeVar("Value")


def uses_at_most(learner: Learner, call: Callable[[], Value], mib: float, *, advice: str, name: str) -> Value:
    """The call's value, if the learner's process needed at most ``mib`` MiB more during it.

    For a cell it is the kernel's count of resident memory, by its highest value, which the code can't set. What an
    earlier call has left in reserve is counted too, so allow for a few MiB, and let large calls come last.

    Args:
        advice: what to do about it, as a sentence.
        name: how to speak of the call: "Your call with 100 layers".
    """
    player = learner._player
    if isinstance(player, Cell):
        before = _memory(player, "VmRSS")
        value = call()
        growth = _memory(player, "VmHWM") - before
    else:
        value, growth = _trace(call)
    if growth > mib:
        fail(
            f"{name} needed {growth:.0f} MiB of memory; at most {mib:g} MiB are allowed. {advice}",
            yours=f"{growth:.0f} MiB",
            expected=f"at most {mib:g} MiB",
        )
    return value


def _memory(cell: Cell, field: str) -> float:
    """A field of the status file of the cell's process, in MiB."""
    try:
        status = Path(f"/proc/{cell.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith(f"{field}:"))
        return int(line.split()[1]) / _KIB
    except (OSError, StopIteration, ValueError) as error:
        raise CellError(f"the memory of the cell can't be read: {error}") from error


def _trace(call: Callable[[], Value]) -> tuple[Value, float]:
    """Our own code, in this process, counted by Python."""
    tracemalloc.start()
    try:
        value = call()
        return value, tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
