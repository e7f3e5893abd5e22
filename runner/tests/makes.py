"""The two makes of a cell: cold, from nothing, and warm, lent by a daemon that this test starts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from runner.sandbox.cell import Cell
from runner.sandbox.keeper import SOCKET, Keeper
from runner.sandbox.lease import Lease

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
        with Keeper(cells=cells) as keeper:
            assert keeper.wait(60), "the daemon lends no cell"
            os.environ[SOCKET] = keeper.socket
            yield


def make_of(cell: Cell) -> str:
    """Which of the two a cell is, for where the daemon has none to lend ``open_cell`` makes one cold."""
    return "warm" if isinstance(cell._process, Lease) else "cold"
