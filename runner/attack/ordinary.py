"""Root becomes an ordinary user, to see the sandbox as one: without capability, delegated group or file of its own."""

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
    """The command that runs this Python as uid 65534 on this checkout, shown at /descent, with a /tmp of its own.

    That user could not read it where root keeps it, so bubblewrap binds what is needed to where everybody may read.

    Raises:
        BubblewrapError: no bubblewrap works here.
    """
    words = [bubblewrap.find(), "--die-with-parent", "--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc"]
    for path in _SYSTEM:
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            words += ["--ro-bind", path, path]
    words += ["--perms", "1777", "--tmpfs", "/tmp"]  # noqa: S108
    for source, target in {
        sys.base_prefix: sys.base_prefix,
        str(_REPOSITORY): "/descent",
        sys.prefix: sys.prefix,
    }.items():
        if not target.startswith("/usr"):
            for parent in sorted(str(parent) for parent in Path(target).parents if str(parent) != "/"):
                words += ["--perms", "0755", "--dir", parent]
            words += ["--ro-bind", source, target]
    words += ["--chdir", "/descent", "--setenv", "PYTHONDONTWRITEBYTECODE", "1", "--"]
    words += ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", sys.executable]
    return [*words, *arguments]
