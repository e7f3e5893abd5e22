"""The tensors that a call gets inside larger storages, and what became of the storages.

The judge lays each tensor out and fills the memory around it. After the call the whole storage goes back, and the judge
compares it outside the cell (:mod:`runner.judge.guard_bands`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runner.wire.values import Buffer

from . import interpreter
from .kernel_memory import Region

# A storage after the call, and which of its elements kernels read and stored. On a card nobody can tell the last two.
Report = tuple[Any, Any, Any]


class Buffers:
    """The buffers of one call, in the order of its arguments."""

    def __init__(self) -> None:
        self._storages: list[Any] = []

    def __len__(self) -> int:
        return len(self._storages)

    def open(self, buffer: Buffer) -> Any:
        """The tensor that the learner's function gets: part of a new storage, on the card where the cell has one."""
        import torch  # only a learner who takes tensors waits for the import

        storage = torch.from_numpy(buffer.storage.copy())
        if not interpreter.is_interpreting():
            storage = storage.cuda()
        self._storages.append(storage)
        return storage.as_strided(buffer.shape, buffer.strides, buffer.offset)

    def call(self, function: Callable[[], Any]) -> Any:
        """Call the function. With buffers, return a tuple of its value and a list with a Report for each buffer."""
        if not self._storages:
            return function()
        if not interpreter.is_interpreting():
            value = function()
            return value, [(storage.cpu().numpy(), None, None) for storage in self._storages]
        regions = [Region(storage) for storage in self._storages]
        with interpreter.watch(regions):
            value = function()
        pairs = zip(self._storages, regions, strict=True)
        return value, [(storage.numpy(), region.reads, region.writes) for storage, region in pairs]
