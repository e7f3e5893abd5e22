"""System calls that Python has no function for, made through the C library."""

from __future__ import annotations

import ctypes
import os
from typing import Any

libc = ctypes.CDLL(None, use_errno=True)
MACHINE = os.uname().machine
PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS = 38, 39
PR_GET_DUMPABLE, PR_SET_DUMPABLE = 3, 4
PR_GET_SECCOMP = 21
PR_SET_PDEATHSIG = 1


def check(result: Any, step: str) -> int:
    """The result of a system call. Raises OSError, with ``step`` in its text, where the call failed."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{step}: {os.strerror(code)}")
    return int(result)


def prctl(option: int, *arguments: int, step: str) -> int:
    values = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    return check(libc.prctl(option, *values), step)
