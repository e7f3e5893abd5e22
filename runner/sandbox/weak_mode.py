"""The weak mode: for development, on a host that can't have the sandbox. The environment must ask for it by name.

    DESCENT_SANDBOX=weak DEBUG=1

Where DEBUG is not on, nothing is graded. See :mod:`.weak_cell` for what is missing.
"""

from __future__ import annotations

import os

from .errors import SandboxUnavailable

VARIABLE = "DESCENT_SANDBOX"
_TRUE = {"1", "true", "yes", "on"}


class WeakModeError(SandboxUnavailable):
    """The environment asks for the weak mode where it may not."""


def is_requested() -> bool:
    """Whether the environment asks for it.

    Raises:
        WeakModeError: it asks for an unknown mode, or asks without DEBUG.
    """
    mode = os.environ.get(VARIABLE, "")
    if not mode:
        return False
    if mode != "weak":
        raise WeakModeError(f"{VARIABLE} is {mode!r}", f"unset {VARIABLE}, or say weak, for development only")
    if os.environ.get("DEBUG", "").lower() not in _TRUE:
        raise WeakModeError(
            f"{VARIABLE}=weak is for development, and DEBUG is not on", f"unset {VARIABLE}; or set DEBUG=1 as well"
        )
    return True
