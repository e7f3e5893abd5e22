"""The kernel's limits on what a cell's process may use."""

from __future__ import annotations

import math
import mmap
import resource
import time
from dataclasses import dataclass

_OPEN_FILES = 64
_STACK = 8 * 2**20
_ADDRESS_SPACE = 16 * 2**30
_MAX_DATA_BYTES, _PRECISION_BYTES = 2**36, 2**20  # of the search in data_in_use


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceLimits:
    """The resources that one submission may use."""

    cpu_s: float
    memory_mib: int
    processes: int
    disk_mib: int


def limit_for_good(more_files: int = 0) -> None:
    """Set the limits that are the same for every submission. Raises OSError: the kernel refused one.

    ``more_files``: how many files the process may have open beyond the usual number.
    """
    limit_open_files(more_files)
    _set_limits(
        (resource.RLIMIT_STACK, _STACK, _STACK),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        (resource.RLIMIT_NICE, 0, 0),
        (resource.RLIMIT_RTPRIO, 0, 0),
    )


def limit_open_files(more: int = 0) -> None:
    files = _OPEN_FILES + more
    _set_limits((resource.RLIMIT_NOFILE, files, files))


def limit_submission(
    limits: ResourceLimits, in_use: int, *, more_threads: int = 0, limits_addresses: bool = True
) -> None:
    """Set the limits of one submission, beyond the memory that is ``in_use`` (:func:`data_in_use`).

    Args:
        more_threads: how many threads the process may have beyond the submission's own.
        limits_addresses: whether to limit the address space too. CUDA reserves terabytes of it.

    Raises:
        OSError: the kernel refused one. The process must exit without reading anything else.
    """
    cpu = math.ceil(time.process_time() + limits.cpu_s)
    memory = in_use + limits.memory_mib * 2**20
    threads = limits.processes + more_threads
    disk = limits.disk_mib * 2**20
    _set_limits(
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        # DATA is the memory limit; the filter closes what it can't see. AS can't be one, because torch reserves address
        # space that it never touches, but it bounds the page tables that reading a huge empty map would fill.
        (resource.RLIMIT_DATA, memory, memory),
        (resource.RLIMIT_NPROC, threads, threads),
        (resource.RLIMIT_FSIZE, disk, disk),
    )
    if limits_addresses:
        _set_limits((resource.RLIMIT_AS, memory + _ADDRESS_SPACE, memory + _ADDRESS_SPACE))


def _set_limits(*limits: tuple[int, int, int]) -> None:
    """Each is a resource, its soft and its hard limit."""
    for number, soft, hard in limits:
        ceiling = resource.getrlimit(number)[1]
        if ceiling != resource.RLIM_INFINITY:  # an ordinary user may only lower a limit
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(number, (soft, hard))


def data_in_use() -> int:
    """Bytes that RLIMIT_DATA counts in this process, to about 1 MiB.

    The kernel tells it only in /proc, which a cell doesn't have. So search, by halves, for the lowest limit under which
    the process can still get a page.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    low, high = 0, _MAX_DATA_BYTES
    while high - low > _PRECISION_BYTES:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_DATA, (middle, hard))
        try:
            mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
            high = middle
        except (OSError, MemoryError):
            low = middle
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    return high
