"""The result of a call with buffers: the storages, and what kernels read and stored in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.judge import comparison, guard_bands
from runner.wire.values import Buffer


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """One buffer after the call.

    Attributes:
        reads, writes: what kernels did to each element; None on a card, where nobody can tell.
    """

    buffer: Buffer
    after: np.ndarray
    reads: np.ndarray | None
    writes: np.ndarray | None

    @property
    def values(self) -> np.ndarray:
        return self.buffer.values(self.after)

    @property
    def differences(self) -> np.ndarray:
        """A mask of the elements that differ from what was sent, to the last bit."""
        return guard_bands.changed_elements(self.buffer, self.after)

    def writes_outside(self) -> dict[str, int]:
        """Count the elements stored outside. The interpreter's notes count too: NaN plus 1 is the same NaN."""
        marks = self.differences if self.writes is None else self.differences | self.writes
        return guard_bands.count_outside(self.buffer, marks)

    def reads_outside(self) -> dict[str, int]:
        return {} if self.reads is None else guard_bands.count_outside(self.buffer, self.reads)


def takes_buffers(args: Sequence[Any]) -> bool:
    return any(isinstance(value, Buffer) for value in args)


def storages(args: Sequence[Any], value: Any) -> list[Storage] | None:
    """The buffers among the arguments as the call left them; None if ``value`` does not fit them.

    Only code that changed the harness sends such a value.
    """
    buffers = [argument for argument in args if isinstance(argument, Buffer)]
    if not isinstance(value, tuple) or len(value) != 2 or not isinstance(value[1], list):
        return None
    if len(value[1]) != len(buffers):
        return None
    pairs = zip(buffers, value[1], strict=True)
    results = [_storage(buffer, report) for buffer, report in pairs]
    return [result for result in results if result is not None] if None not in results else None


def _storage(buffer: Buffer, report: Any) -> Storage | None:
    if not isinstance(report, tuple) or len(report) != 3:
        return None
    after, *marks = report
    size = buffer.storage.shape
    if not isinstance(after, np.ndarray) or after.dtype != buffer.storage.dtype or after.shape != size:
        return None
    for mark in marks:
        if mark is not None and (not isinstance(mark, np.ndarray) or mark.dtype != bool or mark.shape != size):
            return None
    return Storage(buffer=buffer, after=after, reads=marks[0], writes=marks[1])


def same_launch(args: Sequence[Any], value: Any, other_value: Any) -> bool:
    """Whether two calls left the same values and went outside the tensors in the same places.

    How many elements they touched there depends on the block size, so only one element or more is told apart.
    """
    launch, other_launch = storages(args, value), storages(args, other_value)
    if launch is None or other_launch is None:
        return False
    return all(_same(*pair) for pair in zip(launch, other_launch, strict=True))


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
