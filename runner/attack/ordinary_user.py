"""Run a command as an ordinary user if we are root: without capabilities, delegated groups or files of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from runner.sandbox import bubblewrap

NOBODY = 65_534
_REPOSITORY = Path(__file__).resolve().parents[2]
_SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/sbin", "/etc")


def python(*arguments: str) -> Sequence[str]:
    """The command that runs this Python as uid 65534 on this checkout, bound at /descent, with a /tmp of its own.

    That user may not be able to read root's checkout, so bubblewrap binds the needed files to a readable place.

    Raises:
        BubblewrapError: bubblewrap doesn't work here.
    """
    command = [bubblewrap.find(), "--die-with-parent", "--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc"]
    for path in _SYSTEM:
        if os.path.islink(path):
            command += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            command += ["--ro-bind", path, path]
    command += ["--perms", "1777", "--tmpfs", "/tmp"]  # noqa: S108 - the cell's own /tmp
    for source, target in {
        sys.base_prefix: sys.base_prefix,
        str(_REPOSITORY): "/descent",
        sys.prefix: sys.prefix,
    }.items():
        if not target.startswith("/usr"):
            for parent in sorted(str(parent) for parent in Path(target).parents if str(parent) != "/"):
                command += ["--perms", "0755", "--dir", parent]
            command += ["--ro-bind", source, target]
    command += ["--chdir", "/descent", "--setenv", "PYTHONDONTWRITEBYTECODE", "1", "--"]
    command += ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", sys.executable]
    return [*command, *arguments]
