"""Short helpers for the tests of the sandbox."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from runner.attack import ordinary_user
from runner.protocol import Limits
from runner.sandbox import bubblewrap
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell

REPOSITORY = Path(__file__).resolve().parents[2]


def answer(source: str, *args: Any, limits: Limits | None = None, call: str = "f") -> Any:
    """Run this source in a new cell and return what its ``f`` returns."""
    with open_cell(limits or Limits()) as cell:
        cell.load(source)
        return cell.call(call, args)


def ending(source: str, *args: Any, limits: Limits | None = None) -> LearnerError:
    """The error that the source, or its ``f`` if it has one, ends with. Fails if there is none."""
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
    """The name of the error that a statement raises in a cell, or "done"."""
    return str(answer(_ATTEMPT.format(setup=setup, statement=statement)))


def as_ordinary_user(*arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run Python as uid 65534 on this checkout."""
    command = ordinary_user.python(*arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


def copy_cell_modules(folder: Path) -> None:
    """Copy the part of the runner that cells read, for tests that change it and patch ``bubblewrap._RUNNER``."""
    for name in bubblewrap.CELL_PACKAGES:
        shutil.copytree(bubblewrap._RUNNER / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(bubblewrap._RUNNER / "__init__.py", folder)
