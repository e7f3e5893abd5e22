"""The two makes of a cell: cold, from nothing, and warm, lent by a daemon of the tests."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from unittest import mock

from runner.sandbox.cell import Cell
from runner.sandbox.supervisor import SOCKET, Supervisor
from runner.sandbox.warm_cell import WarmCell

MAKES = ("cold", "warm")


@cache
def shared_daemon() -> Supervisor:
    """One for all tests of this process, because a daemon imports torch, which takes longer than most tests."""
    supervisor = Supervisor(cells=4)
    atexit.register(supervisor.close)
    return supervisor


@contextmanager
def making(make: str, own_cells: int = 0) -> Iterator[None]:
    """Within it, ``open_cell`` gives cells of this make. Warm ones come from a daemon with ``own_cells``, if any.

    Raises:
        AssertionError: the daemon lends nothing.
    """
    with mock.patch.dict(os.environ):
        os.environ.pop(SOCKET, None)
        if make == "cold":
            yield
            return
        with Supervisor(cells=own_cells) if own_cells else nullcontext(shared_daemon()) as supervisor:
            assert supervisor.wait(60), "the daemon lends no cell"
            os.environ[SOCKET] = supervisor.socket
            yield


def make_of(cell: Cell) -> str:
    """Which of the two a cell is. If the daemon has none, ``open_cell`` makes a cold one."""
    return "warm" if isinstance(cell, WarmCell) else "cold"
