"""What the sandbox's tests say in one line each."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from runner.attack import ordinary
from runner.protocol import Limits
from runner.sandbox.cell import LearnerError, open_cell

REPOSITORY = Path(__file__).resolve().parents[2]


def answer(source: str, *args: Any, limits: Limits | None = None, call: str = "f") -> Any:
    """What ``f`` of this source returns, from a cell of its own."""
    with open_cell(limits or Limits()) as cell:
        cell.load(source)
        return cell.call(call, args)


def ending(source: str, *args: Any, limits: Limits | None = None) -> LearnerError:
    """How the source, or its ``f`` when it has one, ends. Fails when it does not."""
    try:
        value = answer(source, *args, limits=limits)
    except LearnerError as error:
        return error
    raise AssertionError(f"it ended well, with {value!r}")


_ATTEMPT = """
import errno, os
{setup}
def f():
    try:
        {statement}
    except BaseException as error:
        return errno.errorcode.get(getattr(error, "errno", None), type(error).__name__)
    return "done"
"""


def outcome(statement: str, setup: str = "") -> str:
    """The error that a statement meets inside a cell, by name, or "done"."""
    return str(answer(_ATTEMPT.format(setup=setup, statement=statement)))


def as_ordinary_user(*arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run Python as uid 65534 on this checkout."""
    command = ordinary.python(*arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
