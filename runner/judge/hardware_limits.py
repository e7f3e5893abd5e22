"""The shortest time in which a device can do some work. A faster result wasn't computed there."""

from __future__ import annotations

import os
from dataclasses import dataclass

from runner.protocol import CPU_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumWork:
    """The least work that one call must do, however it is written.

    Attributes:
        bytes_moved: read from and written to memory: the inputs and the results, once each.
        operations: floating-point operations, a multiplication and an addition being two.
    """

    bytes_moved: float = 0.0
    operations: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """A device's peak rates per second."""

    bytes_per_s: float
    operations_per_s: float


# From the data sheets of the manufacturer: memory bandwidth, and dense 16-bit operations of the tensor cores, which are
# above those of any other kind that an exercise asks for.
_CARDS = {
    "B200": Peak(bytes_per_s=8.0e12, operations_per_s=2.5e15),
    "H200": Peak(bytes_per_s=4.8e12, operations_per_s=9.9e14),
    "H100": Peak(bytes_per_s=3.9e12, operations_per_s=9.9e14),  # of the NVL; the SXM moves 3.35e12 bytes
    "A100": Peak(bytes_per_s=2.04e12, operations_per_s=3.12e14),
    "L40": Peak(bytes_per_s=8.64e11, operations_per_s=3.62e14),
    "L4": Peak(bytes_per_s=3.0e11, operations_per_s=1.21e14),
    "A10": Peak(bytes_per_s=6.0e11, operations_per_s=1.25e14),
    "V100": Peak(bytes_per_s=1.13e12, operations_per_s=1.3e14),
    "T4": Peak(bytes_per_s=3.2e11, operations_per_s=6.5e13),
    "RTX 4090": Peak(bytes_per_s=1.01e12, operations_per_s=3.3e14),
    "RTX 3090": Peak(bytes_per_s=9.4e11, operations_per_s=1.42e14),
}
_FASTEST_CARD = Peak(bytes_per_s=8.0e12, operations_per_s=2.5e15)  # for unknown cards

# Above every core that is sold: 6 GHz, two vector units of 512 bits, each with 16 multiply-adds of 32 bits, and two
# loads of 64 bytes from the nearest cache.
_HERTZ, _OPERATIONS_PER_CYCLE, _BYTES_PER_CYCLE = 6e9, 64, 128


def peak_of(device: str) -> Peak:
    """The peak of a device, by its name in reports. For a CPU the bound is too high: it counts all cores."""
    if device == CPU_NAME:
        cores = os.cpu_count() or 1
        return Peak(
            bytes_per_s=cores * _HERTZ * _BYTES_PER_CYCLE, operations_per_s=cores * _HERTZ * _OPERATIONS_PER_CYCLE
        )
    name = device.partition(",")[0]
    return next((peak for model, peak in _CARDS.items() if model in name), _FASTEST_CARD)


def reason_impossible(work: MinimumWork, seconds: float, device: str) -> str:
    """Why the device can't have done the work in that time, in one sentence; empty if it can."""
    peak = peak_of(device)
    name = "this CPU" if device == CPU_NAME else device.partition(",")[0]
    moving_s, computing_s = work.bytes_moved / peak.bytes_per_s, work.operations / peak.operations_per_s
    if seconds >= max(moving_s, computing_s):
        return ""
    if moving_s >= computing_s:
        return (
            f"Reading the inputs and writing the results moves {work.bytes_moved / 1e6:.3g} MB, and {name} moves at "
            f"most {peak.bytes_per_s / 1e9:,.0f} GB in a second, so it takes at least {_time(moving_s)}."
        )
    return (
        f"The result takes {work.operations / 1e9:.3g} billion operations, and {name} does at most "
        f"{peak.operations_per_s / 1e12:.3g} trillion in a second, so it takes at least {_time(computing_s)}."
    )


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"
