"""A cell: the learner's code, alone, for one use.

    with open_cell(spec.limits) as cell:
        cell.load(source)
        weights = cell.call("attention", (Q, K, V))

The caller's process never runs a byte of the learner's code; it gets values, or a :class:`LearnerError` that says what
the code did, or a :class:`CellError`, which is our fault. This is the only door: it examines the host first.

A daemon (:mod:`runner.sandbox.daemon`) has cells ready, where ``DESCENT_SANDBOXD`` names its socket. Without one, or
where it has none to give, a cell is made from nothing: a second slower, and just as closed. For development alone there
is a weaker one (:mod:`runner.sandbox.weak`), which must be asked for by name.
"""

from __future__ import annotations

import logging
import os

from runner.protocol import Limits

from . import doctor, weak
from .keeper import SOCKET
from .session import Cell, CellError, LearnerError, SandboxUnavailable, Value, start_cell, start_weak_cell, take_cell

__all__ = ["Cell", "CellError", "LearnerError", "SandboxUnavailable", "Value", "open_cell"]

_LOG = logging.getLogger(__name__)


def open_cell(limits: Limits) -> Cell:
    """A new cell, ready or starting. Use it as a context manager.

    Raises:
        SandboxUnavailable: this host can't keep a cell closed.
        CellError: it did not start.
    """
    doctor.require_fit()
    if weak.asked_for():
        return start_weak_cell(limits)
    if socket := os.environ.get(SOCKET):
        try:
            doctor.require_warm_fit(socket)
            return take_cell(limits, socket)
        except CellError as error:
            _LOG.warning("a cell is made cold: %s", error)
    return start_cell(limits)
