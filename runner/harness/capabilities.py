"""Capabilities of this process: give them up, and read what is left."""

from __future__ import annotations

import ctypes
import struct

from .kernel import MACHINE, check, libc, prctl

_CAPGET = {"x86_64": 125, "aarch64": 90}
_CAPSET = {"x86_64": 126, "aarch64": 91}
_PR_CAPBSET_READ, _PR_CAPBSET_DROP = 23, 24
_PR_SET_SECUREBITS, _NO_ROOT_LOCKED = 28, 0b11
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAP_VERSION_3 = 0x20080522
_MAX_CAPABILITIES = 64


def drop_all() -> None:
    """Give up every capability that this process holds or could pass on, except the bounding set."""
    clear_ambient()
    header = struct.pack("<Ii", _CAP_VERSION_3, 0)
    check(libc.syscall(_CAPSET[MACHINE], header, bytes(24)), "capset")


def clear_ambient() -> None:
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, step="clear ambient capabilities")


def empty_bounding_set() -> None:
    """Let no program that is executed from here on get a capability that this process doesn't hold."""
    capability = 0
    while (is_set := libc.prctl(_PR_CAPBSET_READ, capability, 0, 0, 0)) >= 0:
        if is_set:
            prctl(_PR_CAPBSET_DROP, capability, step=f"drop capability {capability} from the bounding set")
        capability += 1


def pass_on_none() -> None:
    """Let what is executed from here on get no capability, not even for being root. This process keeps its own."""
    prctl(_PR_SET_SECUREBITS, _NO_ROOT_LOCKED, step="root without privileges")
    clear_ambient()
    empty_bounding_set()
    effective, permitted_low, _, *high = _sets()
    sets = struct.pack("<6I", effective, permitted_low, 0, *high[:2], 0)
    check(libc.syscall(_CAPSET[MACHINE], struct.pack("<Ii", _CAP_VERSION_3, 0), sets), "capset")


def mask() -> int:
    """The effective, permitted and inheritable capabilities of this process, as one mask."""
    sets = _sets()
    return sets[0] | sets[1] | sets[2] | (sets[3] | sets[4] | sets[5]) << 32


def bounding_count() -> int:
    """Count the capabilities that the bounding set still has."""
    return sum(libc.prctl(_PR_CAPBSET_READ, number, 0, 0, 0) == 1 for number in range(_MAX_CAPABILITIES))


def _sets() -> tuple[int, ...]:
    """Effective, permitted and inheritable; the low halves of the three first."""
    header, sets = struct.pack("<Ii", _CAP_VERSION_3, 0), ctypes.create_string_buffer(24)
    check(libc.syscall(_CAPGET[MACHINE], header, sets), "capget")
    return struct.unpack("<6I", sets.raw)
