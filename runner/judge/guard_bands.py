"""Tensors surrounded by memory that a kernel must leave alone, so that an access outside them shows.

A kernel works on addresses. If it stores past the end of a tensor, nothing is raised: whatever lies there is
overwritten. So each tensor lies inside a larger storage, with guard bands before it, after it and, if it has rows that
don't follow each other directly, between its rows. Floating-point bands are NaN, so that a value that was read from one
spoils the result. Each NaN has random bits of its own, so that a store shows, even one of another NaN. Bands of
integers are random numbers. A new result is filled the same way, so entries that nobody stored show as well.

The judge compares the storage that the cell sends back. Code that means to deceive can repair a band before it returns,
if it knows what was there: bands find mistakes, they don't stop an attack. Nothing else in the judge depends on them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np

from runner.wire.values import Buffer

MIN_BAND = 2048  # elements: twice the usual block; the band is longer by the tensor, for steps of the wrong size
_GAPS = (1, 2, 3, 4, 5, 6, 7, 8)  # elements between two rows; given tensors have odd gaps, results even ones


class Layout(StrEnum):
    """The order of a tensor's entries in memory."""

    DENSE = "dense"  # row after row
    PADDED = "padded"  # row after row, with a gap after each
    COLUMNS = "columns"  # the last two axes swapped: column after column, with a gap after each


def surround(values: np.ndarray, rng: np.random.Generator, layout: Layout = Layout.DENSE) -> Buffer:
    """A buffer whose tensor has these values."""
    buffer = _lay_out(values.shape, values.dtype, rng, layout, gaps=_GAPS[0::2])
    buffer.storage[element_positions(buffer)] = values
    return buffer


def reserve(shape: tuple[int, ...], dtype: Any, rng: np.random.Generator, layout: Layout = Layout.DENSE) -> Buffer:
    """A buffer for a result, filled like its bands. Its strides are never those of a given tensor of its shape."""
    return _lay_out(shape, dtype, rng, layout, gaps=_GAPS[1::2])


def _lay_out(
    shape: tuple[int, ...], dtype: Any, rng: np.random.Generator, layout: Layout, gaps: tuple[int, ...]
) -> Buffer:
    axes = list(range(len(shape)))[::-1]  # innermost first
    if layout is Layout.COLUMNS:
        axes[:2] = axes[1::-1]
    strides, step = [0] * len(shape), 1
    for number, axis in enumerate(axes):
        strides[axis] = step
        step *= shape[axis]
        if layout is not Layout.DENSE and number < len(axes) - 1:
            step += int(rng.choice(gaps))
    extent = 1 + sum((n - 1) * stride for n, stride in zip(shape, strides, strict=True))
    band = MIN_BAND + extent
    return Buffer(_filling(band + extent + band, np.dtype(dtype), rng), shape, strides, band)


def _filling(size: int, dtype: np.dtype[Any], rng: np.random.Generator) -> np.ndarray:
    """NaN with random bits, in an int16 those of bfloat16, or random integers."""
    if dtype == np.int16:  # the bits of bfloat16: a random number would now and then be the one to be stored
        return (rng.choice([0x7F80, 0xFF80], size=size) | rng.integers(1, 128, size=size)).astype(np.uint16).view(dtype)
    if dtype.kind != "f":
        return rng.integers(0, 256, size=size * dtype.itemsize, dtype=np.uint8).view(dtype)
    mantissa = np.finfo(dtype).nmant
    quiet = np.array(np.nan, dtype).view(f"u{dtype.itemsize}")
    payload = rng.integers(1, 2 ** (mantissa - 1), size=size, dtype=np.uint64).astype(quiet.dtype)
    filling: np.ndarray = (quiet | payload).view(dtype)
    return filling


def element_positions(buffer: Buffer) -> np.ndarray:
    """Return the index of each entry of the tensor in the storage, in the tensor's shape."""
    return Buffer(np.arange(len(buffer.storage)), buffer.shape, buffer.strides, buffer.offset).values()


def changed_elements(buffer: Buffer, storage: np.ndarray) -> np.ndarray:
    """Mask the elements of the storage that differ from what was sent, to the last bit."""
    bits = f"u{storage.itemsize}"
    different: np.ndarray = np.not_equal(buffer.storage.view(bits), storage.view(bits))
    return different


def own_elements(buffer: Buffer) -> np.ndarray:
    """Mask the elements of the storage that belong to the tensor."""
    mask = np.zeros(len(buffer.storage), dtype=bool)
    mask[element_positions(buffer)] = True
    return mask


def count_outside(buffer: Buffer, elements: np.ndarray) -> dict[str, int]:
    """Count those of the elements (a mask of the storage) that lie outside the tensor, by where, the most first."""
    positions = element_positions(buffer)
    first, last = int(positions.min()), int(positions.max())
    index = np.flatnonzero(elements & ~own_elements(buffer))
    lines = "columns" if len(buffer.strides) > 1 and buffer.strides[-1] != 1 else "rows"
    counts = {
        "past the end of": int((index > last).sum()),
        "before the start of": int((index < first).sum()),
        f"between the {lines} of": int(((index > first) & (index < last)).sum()),
    }
    return dict(sorted(((where, n) for where, n in counts.items() if n), key=lambda item: -item[1]))
