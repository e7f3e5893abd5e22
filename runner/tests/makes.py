"""The two makes of a cell: cold, from nothing, and warm, lent by a daemon that this test starts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from runner.sandbox.cell import Cell
from runner.sandbox.supervisor import SOCKET, Supervisor
from runner.sandbox.warm_cell import WarmCell

MAKES = ("cold", "warm")


@contextmanager
def making(make: str, cells: int = 3) -> Iterator[None]:
    """Within it, ``open_cell`` gives cells of this make.

    Raises:
        AssertionError: a daemon was started and lends nothing.
    """
    with mock.patch.dict(os.environ):
        os.environ.pop(SOCKET, None)
        if make == "cold":
            yield
            return
        with Supervisor(cells=cells) as supervisor:
            assert supervisor.wait(60), "the daemon lends no cell"
            os.environ[SOCKET] = supervisor.socket
            yield


def make_of(cell: Cell) -> str:
    """Which of the two a cell is. If the daemon has none, ``open_cell`` makes a cold one."""
    return "warm" if isinstance(cell, WarmCell) else "cold"
