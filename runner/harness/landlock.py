"""Landlock: the process gives up, for good, every right to files except the few it needs.

The mounts forbid the same. Landlock still holds if one of them were made writable by mistake.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Mapping

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same numbers on x86_64 and aarch64
_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = (1 << n for n in range(6))
_MAKE_DIR, _MAKE_REG = 1 << 7, 1 << 8
_REFER = 1 << 13  # to move a file from one directory to another
_TRUNCATE = 1 << 14
_IOCTL_DEV = 1 << 15
_ALL_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # by the ABI that brought them
_TCP_BIND_CONNECT, _SCOPE_SOCKETS_SIGNALS = 0b11, 0b11

READ = _EXECUTE | _READ_FILE | _READ_DIR
_SCRATCH = (
    _READ_FILE | _READ_DIR | _WRITE_FILE | _TRUNCATE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER
)
WRITE = _READ_FILE | _READ_DIR | _WRITE_FILE | _TRUNCATE
DEVICE = _READ_FILE | _WRITE_FILE | _IOCTL_DEV
PACKAGES = "/packages"  # of the exercise's course, in the cells of an exercise that has any
RULES = {"/": _READ_DIR, "/python": READ, "/site": READ, "/cell": READ, PACKAGES: READ, "/usr": READ, "/lib": READ,
          "/lib64": READ, "/dev": _READ_FILE | _WRITE_FILE, "/tmp": _SCRATCH}  # fmt: skip  # noqa: S108 - the cell's own /tmp

_libc = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """The Landlock ABI of this kernel; 0 where it has none or has it switched off."""
    return max(int(_libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION)), 0)


def restrict(rules: Mapping[str, int] = RULES) -> int:
    """Keep only these rights, by directory or file, and return the kernel's ABI version; 0 where it has no Landlock.

    Raises:
        OSError: the kernel has it and refused a rule.
    """
    abi = version()
    if abi == 0:
        return 0
    all_rights = _ALL_RIGHTS[max(number for number in _ALL_RIGHTS if number <= abi)]
    attributes = struct.pack("<Q", all_rights)
    if abi >= 4:
        attributes += struct.pack("<Q", _TCP_BIND_CONNECT)
    if abi >= 6:
        attributes += struct.pack("<Q", _SCOPE_SOCKETS_SIGNALS)
    ruleset = _check(_libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0))
    for path, rights in rules.items():
        if os.path.exists(path):
            _allow(ruleset, path, rights & all_rights)
    _check(_libc.syscall(_RESTRICT, ruleset, 0))
    os.close(ruleset)
    return abi


def _allow(ruleset: int, path: str, rights: int) -> None:
    directory = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _check(_libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("<Qi", rights, directory), 0))
    finally:
        os.close(directory)


def _check(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno() or errno.EINVAL
        raise OSError(code, f"landlock: {os.strerror(code)}")
    return result
