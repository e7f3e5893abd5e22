"""The requests of judges to the daemon. Their text is checked as if anybody had written it."""

from __future__ import annotations

import json
import math
import socket
from dataclasses import dataclass

from runner.sandbox.zygote import CellRecord, CellSize

_MAX_MEMORY_MIB = 2**16
_MAX_DISK_MIB = 2**12
_MAX_SECONDS = 600.0
_MARGIN_SECONDS = 90.0  # of a lease beyond the learner's time, for the checks


@dataclass(eq=False, kw_only=True)
class Lease:
    """A judge's connection. ``deadline`` is that of its request first, then that of its cell."""

    connection: socket.socket
    deadline: float
    cell: CellRecord | None = None
    size: CellSize | None = None  # of the cell that is asked for
    seconds: float = 0.0


def read_request(text: bytes) -> tuple[CellSize, float]:
    """The size of the cell, and how many seconds the lease may take.

    Raises:
        Exception: of any kind. The text is no request, or a number in it is missing or outside its limits.
    """
    request = json.loads(text)
    size = CellSize(
        _whole_number(request["memory_mib"], "memory_mib", _MAX_MEMORY_MIB),
        _whole_number(request["disk_mib"], "disk_mib", _MAX_DISK_MIB),
    )
    seconds = request["seconds"]
    if type(seconds) not in (int, float) or not 0 < seconds < math.inf:
        raise ValueError("seconds is no number above zero")
    return size, min(seconds + _MARGIN_SECONDS, _MAX_SECONDS)


def _whole_number(value: object, name: str, limit: int) -> int:
    if type(value) is not int or not 1 <= value <= limit:
        raise ValueError(f"{name} is no whole number from 1 to {limit}")
    return value
