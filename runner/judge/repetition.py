"""A mistake that only a second call shows: a function that keeps something from call to call, or draws lots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runner.catalog import CatalogExercise, load_module
from runner.judge.launches import takes_buffers
from runner.judge.mistakes import same
from runner.judge.players import InProcessPlayer
from runner.judge.proxy import Call, Player
from runner.protocol import Mistake
from runner.sandbox.errors import CellError, LearnerError
from runner.sandbox.interface import LearnerCell
from runner.wire.values import Rng

_NAME = "other-result-when-called-again"


def mistake(exercise: CatalogExercise, calls: Sequence[Call], cell: LearnerCell) -> Mistake | None:
    """Repeat a failed check's first call in the learner's cell. It is a mistake if the values differ, and ours don't.

    The cell may not survive the call, so no other may follow.
    """
    call = next((call for call in calls if call.error is None), None)
    if call is None or call.times is not None or not cell.is_alive or _draws(call):
        return None
    try:
        if same(_value(cell, call), call.value):
            return None
        solution = InProcessPlayer(load_module(exercise.folder / "solution.py"))
        if not same(_value(solution, call), _value(solution, call)):
            return None
    except (CellError, LearnerError):
        return None
    return Mistake(
        _NAME,
        f"Called again with the same arguments, your {call.name} returns something else. Does it keep something from "
        "earlier calls, in a global variable or in a default argument that it changes? Or does it draw random numbers?",
    )


def _value(player: Player, call: Call) -> Any:
    return player.call(call.name, call.args, call.kwargs)


def _draws(call: Call) -> bool:
    """Whether the call depends on a generator, or on buffers that it writes to."""
    return takes_buffers(call.args) or any(isinstance(value, Rng) for value in (*call.args, *call.kwargs.values()))
