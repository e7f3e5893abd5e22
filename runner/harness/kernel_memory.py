"""Records what kernels read and store in Triton's interpreter: which elements, how often, and which program.

The interpreter works with raw addresses. An access outside a tensor raises nothing: it reads or overwrites whatever
lies there. :class:`MemoryWatch` counts the loads and stores of each element of the call's buffers, marks elements on
which two programs of a launch depend in an order that a card doesn't promise, and raises before an access to memory
that belongs to no tensor of the launch.

These marks lie in the process of the learner's code, which could change all of them. So they show mistakes and
shortcuts, and prove nothing: code that forges them can pass for a kernel that computes on the host, that reads too much
or that races. The judge alone decides about values and about stores outside a tensor, from the storages that come back.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

# What a tensor made without values holds, by the size of its elements: a NaN with bits that no arithmetic gives.
UNSET = {2: 0x7FE5, 4: 0x7FE5A5A5, 8: 0x7FFDA5A5A5A5A5A5}


class Region:
    """A storage that a kernel may use.

    Attributes:
        has_unset: whether a kernel loaded an element that held UNSET.
        reads, stores: int32, how many loads and stores of kernels touched each element of the storage.
        programs: int32, the number of the program that last stored the element, or else last loaded it; -1 for none.
        races: bool, whether two programs of one launch used the element and the result depends on who came first.
        most_reads: of one element by one program.
        widths: for each axis of the tensor, how many of its positions one access touched at most.
    """

    def __init__(self, storage: Any, shape: Sequence[int] = (), strides: Sequence[int] = (), offset: int = 0) -> None:
        """``storage``: all of it, as a contiguous tensor with one axis. The rest says where its tensor lies."""
        self.itemsize = storage.element_size()
        self.start = storage.data_ptr()
        self.end = self.start + storage.nbytes
        size = len(storage)
        self.reads, self.stores = np.zeros((2, size), dtype=np.int32)
        self.programs = np.full(size, -1, dtype=np.int32)
        self.races = np.zeros(size, dtype=bool)
        self.most_reads = 0
        self.has_unset = False
        self.widths = [0] * len(shape)
        self._shape, self._strides, self._offset = shape, strides, offset
        self._axes = sorted(range(len(shape)), key=lambda axis: -strides[axis])
        self._bits = storage.view(sys.modules["torch"].uint8).numpy().view(f"u{self.itemsize}")
        self._stored_bits = self._bits.copy()
        # Runs of programs, counted over all launches: who last read, who read before that, who last stored.
        self._reader, self._other_reader, self._writer = np.zeros((3, size), dtype=np.int32)
        self._streak = np.zeros(size, dtype=np.int32)  # loads by that reader
        self._is_atomic = np.zeros(size, dtype=bool)  # the last store

    def record(self) -> dict[str, Any]:
        """The attributes by name, and "overwritten": a mask of what was stored and then changed by something else."""
        return {
            "reads": self.reads,
            "stores": self.stores,
            "programs": self.programs,
            "races": self.races,
            "overwritten": (self._bits != self._stored_bits) & (self.stores > 0),
            "most_reads": self.most_reads,
            "widths": self.widths,
        }

    def note_load(self, elements: np.ndarray, program: Program) -> None:
        self.note_unset(elements)
        self.reads[elements] += 1
        is_again = self._reader[elements] == program.run
        streak = np.where(is_again, self._streak[elements] + 1, 1)
        self._streak[elements] = streak
        self.most_reads = max(self.most_reads, int(streak.max()))
        self._other_reader[elements] = np.where(is_again, self._other_reader[elements], self._reader[elements])
        self._reader[elements] = program.run
        self.programs[elements] = np.where(self.stores[elements] > 0, self.programs[elements], program.number)
        self.races[elements[program.is_other(self._writer[elements])]] = True
        self._note_widths(elements)

    def note_store(self, elements: np.ndarray, program: Program, new_bits: np.ndarray | None) -> None:
        """``new_bits``: what is going to be stored; None for an atomic operation, which may share its element."""
        is_shared = program.is_other(self._writer[elements])
        if new_bits is None:
            is_shared &= ~self._is_atomic[elements]
        else:
            for reader in (self._reader, self._other_reader):
                is_shared |= program.is_other(reader[elements])
            is_shared &= new_bits != self._bits[elements]  # to store the same number again changes nothing
        self.races[elements[is_shared]] = True
        self.stores[elements] += 1
        self.programs[elements] = program.number
        self._writer[elements] = program.run
        self._is_atomic[elements] = new_bits is None
        self._note_widths(elements)

    def note_unset(self, elements: np.ndarray) -> None:
        """A kernel is going to use what these elements hold."""
        if self.itemsize in UNSET:
            self.has_unset |= bool((self._bits[elements] == UNSET[self.itemsize]).any())

    def note_result(self, elements: np.ndarray) -> None:
        """These elements now hold what a kernel stored."""
        self._stored_bits[elements] = self._bits[elements]

    def _note_widths(self, elements: np.ndarray) -> None:
        rest = elements.astype(np.int64) - self._offset
        for axis in self._axes:
            index, rest = np.divmod(rest, self._strides[axis])
            index = index[(index >= 0) & (index < self._shape[axis])]
            self.widths[axis] = max(self.widths[axis], int(np.count_nonzero(np.bincount(index))))


class Program:
    """One run of a kernel: its number in the grid, and its number among all runs of the call, from 1.

    Attributes:
        has_locks: whether a program of this launch used an atomic operation that locks are made of. Then programs may
            wait for each other, and nobody here can tell whether they do.
    """

    def __init__(self) -> None:
        self.number = self.run = 0
        self.has_locks = False
        self._first_run = 1  # of this launch

    def begin_launch(self) -> None:
        self._first_run = self.run + 1
        self.has_locks = False

    def begin(self, number: int) -> None:
        self.number = number
        self.run += 1

    def is_other(self, runs: np.ndarray) -> np.ndarray:
        """Mask the runs that belong to another program of this launch."""
        other: np.ndarray = (runs >= self._first_run) & (runs != self.run) & (not self.has_locks)
        return other


class MemoryWatch:
    """Takes the place of the interpreter's module of memory operations, and passes everything on to it.

    Attributes:
        counts: of this call so far: "launches"; "scratch", the elements of the largest tensor beside the buffers that a
            kernel was given; "scratch_races", how many of these tensors have races; and "scratch_unset", from how many
            of them a kernel loaded elements in which nothing was stored. Both count a tensor once for each launch.
    """

    def __init__(self, memory: Any) -> None:
        self._memory = memory
        self._regions: list[Region] = []
        self.begin_call([])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._memory, name)

    def begin_call(self, buffers: Sequence[Region]) -> None:
        self._buffers = list(buffers)
        self._program = Program()
        self.counts = {"launches": 0, "scratch": 0, "scratch_races": 0, "scratch_unset": 0}

    def launch(self, tensors: Iterable[Any]) -> None:
        """A kernel starts. It may use these tensors and the buffers of the call."""
        self.end_launch()
        self.counts["launches"] += 1
        self._program.begin_launch()
        self._regions = list(self._buffers)
        starts = {region.start for region in self._regions}
        for tensor in tensors:
            storage = tensor.untyped_storage()
            if storage.nbytes() and storage.data_ptr() not in starts:
                starts.add(storage.data_ptr())
                size = storage.nbytes() // tensor.element_size()
                self.counts["scratch"] = max(self.counts["scratch"], size)
                self._regions.append(Region(tensor.new_empty(0).set_(storage, 0, (size,), (1,))))

    def end_launch(self) -> None:
        for region in self._regions[len(self._buffers) :]:
            self.counts["scratch_races"] += int(region.races.any())
            self.counts["scratch_unset"] += int(region.has_unset)
        self._regions = []

    def begin_program(self, number: int) -> None:
        self._program.begin(number)

    def load(self, addresses: np.ndarray, mask: np.ndarray, other: np.ndarray, dtype: Any) -> Any:
        mask = _as_bool(mask)
        for region, elements, _ in self._touched("reads", addresses, mask, np.dtype(dtype).itemsize):
            region.note_load(elements, self._program)
        return self._memory.load(addresses, mask, other, dtype)

    def store(self, addresses: np.ndarray, value: np.ndarray, mask: np.ndarray) -> Any:
        mask = _as_bool(mask)
        touched = self._touched("stores", addresses, mask, value.dtype.itemsize)
        values = np.broadcast_to(value, np.shape(addresses))[mask].ravel()
        for region, elements, lanes in touched:
            region.note_store(elements, self._program, values[lanes].view(f"u{value.dtype.itemsize}"))
        result = self._memory.store(addresses, value, mask)
        _note_results(touched)
        return result

    def atomic_rmw(self, operation: Any, addresses: np.ndarray, value: np.ndarray, mask: np.ndarray, order: Any) -> Any:
        mask = _as_bool(mask)
        self._program.has_locks |= operation.name == "XCHG"
        touched = self._note_atomic(addresses, mask, value.dtype.itemsize)
        result = self._memory.atomic_rmw(operation, addresses, value, mask, order)
        _note_results(touched)
        return result

    def atomic_cas(self, addresses: np.ndarray, expected: np.ndarray, value: np.ndarray, order: Any) -> Any:
        self._program.has_locks = True
        touched = self._note_atomic(addresses, np.ones(np.shape(addresses), dtype=bool), value.dtype.itemsize)
        result = self._memory.atomic_cas(addresses, expected, value, order)
        _note_results(touched)
        return result

    def _note_atomic(self, addresses: np.ndarray, mask: np.ndarray, size: int) -> list[_Touched]:
        touched = self._touched("stores", addresses, mask, size)
        for region, elements, _ in touched:
            region.note_unset(elements)
            region.reads[elements] += 1
            region.note_store(elements, self._program, None)
        return touched

    def _touched(self, access: str, addresses: np.ndarray, mask: np.ndarray, size: int) -> list[_Touched]:
        """Find the elements at these addresses, each with its number among those that the mask lets through.

        Raises:
            IndexError: an address belongs to no tensor of the launch.
        """
        wanted = np.asarray(addresses)[mask].ravel()
        lanes = np.arange(len(wanted))
        touched: list[_Touched] = []
        for region in self._regions:
            if not len(lanes):
                break
            is_within = (wanted[lanes] >= region.start) & (wanted[lanes] <= region.end - size)
            if is_within.any():
                within = lanes[is_within]
                elements = (wanted[within] - np.uint64(region.start)) // np.uint64(region.itemsize)
                touched.append((region, elements.astype(np.int64), within))
                lanes = lanes[~is_within]
        if n := len(lanes):
            many = f"{n} element{'s' if n > 1 else ''}"
            if touched:
                raise IndexError(f"the kernel {access} {many} past the end of its tensors: is the mask missing?")
            raise IndexError(f"the kernel {access} {many} far outside every tensor: check the offsets and the strides")
        return touched


_Touched = tuple[Region, np.ndarray, np.ndarray]


def _note_results(touched: Sequence[_Touched]) -> None:
    for region, elements, _ in touched:
        region.note_result(elements)


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
