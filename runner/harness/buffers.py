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


class Buffers:
    """The buffers of one call, in the order of its arguments."""

    def __init__(self) -> None:
        self._buffers: list[Buffer] = []
        self._storages: list[Any] = []

    def __len__(self) -> int:
        return len(self._storages)

    def open(self, buffer: Buffer) -> Any:
        """The tensor that the learner's function gets: part of a new storage, on the card where the cell has one."""
        import torch  # only a learner who takes tensors waits for the import

        from .kernel_tensor import KernelTensor

        storage = torch.from_numpy(buffer.storage.copy())
        if not interpreter.is_interpreting():
            storage = storage.cuda()
        self._buffers.append(buffer)
        self._storages.append(storage)
        tensor = storage.as_strided(buffer.shape, buffer.strides, buffer.offset)
        return tensor.as_subclass(KernelTensor) if interpreter.is_interpreting() else tensor

    def call(self, function: Callable[[], Any]) -> Any:
        """Call the function. With buffers, return their storages afterwards and what kernels did to them.

        The tuple has a list of storages, a list of records, one for each storage, and the counts of the whole call. On
        a card, where nobody can tell what kernels did, the last two are None.
        """
        if not self._storages:
            return function()
        if not interpreter.is_interpreting():
            function()
            return [storage.cpu().numpy() for storage in self._storages], None, None
        layouts = zip(self._storages, self._buffers, strict=True)
        regions = [Region(storage, buffer.shape, buffer.strides, buffer.offset) for storage, buffer in layouts]
        with interpreter.watch(regions) as counts:
            function()
        return [storage.numpy() for storage in self._storages], [region.record() for region in regions], counts
