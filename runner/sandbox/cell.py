"""A cell: the learner's code, alone, for one use.

    with open_cell(spec.limits) as cell:
        cell.load(source)
        weights = cell.call("attention", (Q, K, V))

The caller's process never runs a byte of the learner's code; it gets values, or a :class:`LearnerError` that says what
the code did, or a :class:`CellError`, which is our fault. This is the only door: it examines the host first.
"""

from __future__ import annotations

from runner.protocol import Limits

from . import doctor
from .session import Cell, CellError, LearnerError, SandboxUnavailable, Usage, Value, start_cell

__all__ = ["Cell", "CellError", "LearnerError", "SandboxUnavailable", "Usage", "Value", "open_cell"]


def open_cell(limits: Limits) -> Cell:
    """A new cell, starting. Use it as a context manager.

    Raises:
        SandboxUnavailable: this host can't keep a cell closed.
        CellError: it did not start.
    """
    doctor.require_fit()
    return start_cell(limits)
