"""The limits of a cell. An exercise may set its own in ``exercise.md``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The resources of one submission, or of one check where each has a cell of its own."""

    wall_s: float = 10.0
    cpu_s: float = 10.0
    memory_mib: int = 512
    processes: int = 16
    output_kib: int = 64
    value_mib: int = 16
    disk_mib: int = 16
    gpu_memory_mib: int = 0  # what it needs of a card's memory; a smaller card never gets it
    gpu_s: float = 10.0  # for how long a card may be leased
