"""The one way to get a cell for a learner's code.

    with open_cell(spec.limits) as cell:
        cell.load(source)
        weights = cell.call("attention", (Q, K, V))

The caller's process never runs a byte of the learner's code. It gets values, or a :class:`LearnerError` that says what
the code did, or a :class:`CellError`, which is our fault.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from runner.protocol import Device, Limits

from . import card_cells, card_doctor, doctor, weak_mode
from .cell import Cell
from .cold_cell import ColdCell
from .errors import CellError
from .supervisor import SOCKET
from .warm_cell import WarmCell
from .weak_cell import WeakCell

_LOG = logging.getLogger(__name__)


def open_cell(limits: Limits, *, device: Device = Device.CPU, packages: Path | None = None) -> Cell:
    """A new cell, ready or starting. Use it as a context manager.

    Args:
        device: with :attr:`.Device.GPU` it has a card of this host to itself. Others have none.
        packages: the folder of those that its exercise's course declares. Such a cell is cold, because a warm one was
            made before anybody knew the course.

    A warm one where ``DESCENT_SANDBOXD`` names a daemon's socket. Without a daemon, or where it has none to lend, a
    cold one, which takes a second longer and is locked down just the same. The weak one of development only where the
    environment asks for it. The host is examined first.

    Raises:
        SandboxUnavailable: this host can't lock a cell down.
        CellError: it did not start.
    """
    doctor.require_fit()
    if device is Device.GPU:
        card_doctor.require_fit()
        return card_cells.open_cell(limits)
    if weak_mode.is_requested():
        return WeakCell(limits)
    if packages:
        return ColdCell(limits, packages=packages)
    if socket := os.environ.get(SOCKET):
        try:
            doctor.require_warm_fit(socket)
            return WarmCell(limits, socket)
        except CellError as error:
            _LOG.warning("no warm cell, so a cold one is made: %s", error)
    return ColdCell(limits)
