"""The result of a call with buffers: the storages, and what kernels read and stored in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.judge import comparison, guard_bands
from runner.wire.values import Buffer

_MAX_COUNT = 2**31
_COUNTS = {"launches", "scratch", "scratch_races", "scratch_unset"}
_ARRAYS = {"reads": np.int32, "stores": np.int32, "programs": np.int32, "races": np.bool_, "overwritten": np.bool_}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What kernels did to one buffer, as the interpreter recorded it in the learner's process.

    Attributes:
        reads, stores: how many loads and stores touched each element of the storage.
        programs: the number of the program that last stored each element, or else last loaded it; -1 for none.
        races: a mask of the elements whose value depends on which of two programs came first.
        overwritten: a mask of the elements that a kernel stored and something else changed afterwards.
        most_reads: of one element by one program.
        widths: for each axis, how many of its positions one load or store touched at most.
    """

    reads: np.ndarray
    stores: np.ndarray
    programs: np.ndarray
    races: np.ndarray
    overwritten: np.ndarray
    most_reads: int
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """One buffer after the call. ``record`` is None on a card, where nobody can tell."""

    buffer: Buffer
    after: np.ndarray
    record: Record | None

    @property
    def values(self) -> np.ndarray:
        return self.buffer.values(self.after)

    @property
    def differences(self) -> np.ndarray:
        """A mask of the elements that differ from what was sent, to the last bit."""
        return guard_bands.changed_elements(self.buffer, self.after)

    @property
    def stray(self) -> np.ndarray:
        """A mask of the elements outside the tensor that were stored or read."""
        marks = self.differences
        if self.record is not None:
            marks = marks | (self.record.stores > 0) | (self.record.reads > 0)
        stray: np.ndarray = marks & ~guard_bands.own_elements(self.buffer)
        return stray

    def writes_outside(self) -> dict[str, int]:
        """Count the elements stored outside. The interpreter's notes count too: NaN plus 1 is the same NaN."""
        marks = self.differences if self.record is None else self.differences | (self.record.stores > 0)
        return guard_bands.count_outside(self.buffer, marks)

    def reads_outside(self) -> dict[str, int]:
        return {} if self.record is None else guard_bands.count_outside(self.buffer, self.record.reads > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchOutcome:
    """A call with buffers.

    Attributes:
        counts: "launches"; "scratch", the elements of the largest other tensor that a kernel was given;
            "scratch_races", how many of these have elements whose value depends on which program came first; and
            "scratch_unset", from how many of them a kernel loaded elements in which nothing was stored. None on a card,
            where nobody can tell.
    """

    storages: list[Storage]
    counts: dict[str, int] | None


def takes_buffers(args: Sequence[Any]) -> bool:
    return any(isinstance(value, Buffer) for value in args)


def outcome(args: Sequence[Any], value: Any) -> LaunchOutcome | None:
    """What the call left of the buffers among the arguments; None if ``value`` does not fit them.

    Only code that changed the harness sends such a value.
    """
    buffers = [argument for argument in args if isinstance(argument, Buffer)]
    match value:
        case (list(arrays), None, None):
            records, counts = [None] * len(arrays), None
        case (list(arrays), list(records), dict(numbers)) if numbers.keys() == _COUNTS:
            counts = numbers
        case _:
            return None
    if counts is not None and not all(map(_is_count, counts.values())):
        return None
    if not len(arrays) == len(records) == len(buffers):
        return None
    all_storages = [_storage(*parts) for parts in zip(buffers, arrays, records, strict=True)]
    storages = [storage for storage in all_storages if storage is not None]
    if len(storages) < len(buffers):
        return None
    return LaunchOutcome(storages=storages, counts=counts)


def _storage(buffer: Buffer, after: Any, record: Any) -> Storage | None:
    if not _fits(after, buffer.storage.dtype, buffer):
        return None
    if record is None:
        return Storage(buffer=buffer, after=after, record=None)
    if not isinstance(record, dict) or record.keys() != {*_ARRAYS, "most_reads", "widths"}:
        return None
    counts = [record["most_reads"], *record["widths"]] if isinstance(record["widths"], list) else []
    if len(counts) != 1 + len(buffer.shape) or not all(map(_is_count, counts)):
        return None
    if not all(_fits(record[name], np.dtype(kind), buffer) for name, kind in _ARRAYS.items()):
        return None
    return Storage(buffer=buffer, after=after, record=Record(**record | {"widths": tuple(record["widths"])}))


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < _MAX_COUNT


def _fits(array: Any, dtype: np.dtype[Any], buffer: Buffer) -> bool:
    return isinstance(array, np.ndarray) and array.dtype == dtype and array.shape == buffer.storage.shape


def same_launch(args: Sequence[Any], value: Any, other_value: Any) -> bool:
    """Whether two calls left the same values and went outside the tensors in the same places.

    How many elements they touched there depends on the block size, so only one element or more is told apart.
    """
    launch, other_launch = outcome(args, value), outcome(args, other_value)
    if launch is None or other_launch is None:
        return False
    return all(_same(*pair) for pair in zip(launch.storages, other_launch.storages, strict=True))


def _same(storage: Storage, other: Storage) -> bool:
    if _extent(storage) != _extent(other):
        return False
    if storage.after.dtype.kind != "f":
        return bool((storage.values == other.values).all())
    rtol, atol = comparison.tolerance(storage.values, other.values)
    return bool(comparison.agree(storage.values, other.values, rtol, atol).all())


def _extent(storage: Storage) -> tuple[dict[str, bool], dict[str, bool]]:
    writes, reads = storage.writes_outside(), storage.reads_outside()
    return {where: n > 1 for where, n in writes.items()}, {where: n > 1 for where, n in reads.items()}
