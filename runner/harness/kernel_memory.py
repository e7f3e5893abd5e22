"""Watches the memory that kernels read and write in Triton's interpreter.

The interpreter works with raw addresses. An access outside a tensor raises nothing: it reads or overwrites whatever
lies there. :class:`MemoryWatch` notes which elements of the call's buffers were read and stored, and raises before an
access to memory that belongs to no tensor of the launch.

A learner's code shares this process and could switch the watch off. It would hide reads from the judge, and nothing
else: what was written, the judge sees in the storages that come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np


class Region:
    """A storage that a kernel may use.

    Attributes:
        reads, writes: bool, one entry for each element of the storage, whether a kernel did that.
    """

    def __init__(self, storage: Any) -> None:
        """``storage``: all of it, as a contiguous tensor with one axis."""
        self.itemsize = storage.element_size()
        self.start = storage.data_ptr()
        self.end = self.start + storage.nbytes
        self.reads = np.zeros(len(storage), dtype=bool)
        self.writes = np.zeros(len(storage), dtype=bool)


class MemoryWatch:
    """Takes the place of the interpreter's module of memory operations, and passes everything on to it."""

    def __init__(self, memory: Any) -> None:
        self.buffers: list[Region] = []  # of the current call
        self._memory = memory
        self._regions: list[Region] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._memory, name)

    def launch(self, tensors: Iterable[Any]) -> None:
        """A kernel starts. It may use these tensors and the buffers of the call."""
        self._regions = list(self.buffers)
        starts = {region.start for region in self._regions}
        for tensor in tensors:
            storage = tensor.untyped_storage()
            if storage.nbytes() and storage.data_ptr() not in starts:
                starts.add(storage.data_ptr())
                size = storage.nbytes() // tensor.element_size()
                self._regions.append(Region(tensor.new_empty(0).set_(storage, 0, (size,), (1,))))

    def load(self, addresses: np.ndarray, mask: np.ndarray, other: np.ndarray, dtype: Any) -> Any:
        mask = _as_bool(mask)
        self._note("reads", addresses, mask, np.dtype(dtype).itemsize)
        return self._memory.load(addresses, mask, other, dtype)

    def store(self, addresses: np.ndarray, value: np.ndarray, mask: np.ndarray) -> Any:
        mask = _as_bool(mask)
        self._note("writes", addresses, mask, value.dtype.itemsize)
        return self._memory.store(addresses, value, mask)

    def atomic_rmw(self, operation: Any, addresses: np.ndarray, value: np.ndarray, mask: np.ndarray, order: Any) -> Any:
        mask = _as_bool(mask)
        self._note("reads", addresses, mask, value.dtype.itemsize)
        self._note("writes", addresses, mask, value.dtype.itemsize)
        return self._memory.atomic_rmw(operation, addresses, value, mask, order)

    def atomic_cas(self, addresses: np.ndarray, expected: np.ndarray, value: np.ndarray, order: Any) -> Any:
        everywhere = np.ones(np.shape(addresses), dtype=bool)
        self._note("reads", addresses, everywhere, value.dtype.itemsize)
        self._note("writes", addresses, everywhere, value.dtype.itemsize)
        return self._memory.atomic_cas(addresses, expected, value, order)

    def _note(self, access: str, addresses: np.ndarray, mask: np.ndarray, size: int) -> None:
        remaining = np.asarray(addresses)[np.asarray(mask, dtype=bool)].ravel()
        for region in self._regions:
            if not remaining.size:
                return
            within = (remaining >= region.start) & (remaining <= region.end - size)
            if within.any():
                marks = region.reads if access == "reads" else region.writes
                marks[(remaining[within] - np.uint64(region.start)) // np.uint64(region.itemsize)] = True
                remaining = remaining[~within]
        if n := remaining.size:
            raise IndexError(
                f"the kernel {access} {n} element{'s' if n > 1 else ''} far outside every tensor that it was given: "
                "check the offsets and the mask"
            )


def _as_bool(mask: np.ndarray) -> np.ndarray:
    """Convert a mask to bools. Triton's interpreter makes int32 of ``(columns < m) & (row < n)``.

    Its own loads and stores refuse that. A compiled kernel takes it.
    """
    return mask if mask.dtype == bool else (mask & 1).astype(bool)


def tensors_of(values: Iterable[Any]) -> Iterator[Any]:
    """The tensors among a kernel's arguments, those in tuples and behind tensor descriptors too."""
    for value in values:
        if isinstance(value, tuple | list):
            yield from tensors_of(value)
        elif hasattr(value, "untyped_storage"):
            yield value
        elif hasattr(value, "base"):  # a descriptor, or a tensor read as another type
            yield from tensors_of([value.base])
