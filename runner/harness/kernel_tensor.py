"""The tensors that a kernel's caller gets: they have shapes, strides and addresses, and compute nothing.

Otherwise ``x.softmax(-1)`` and a kernel that copies the result would pass for a softmax kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from .kernel_memory import UNSET

_READS = frozenset({
    "__hash__", "__len__", "__repr__", "data_ptr", "device", "dim", "dtype", "element_size", "get_device",
    "is_contiguous", "is_cuda", "is_floating_point", "itemsize", "layout", "nbytes", "ndim", "ndimension", "numel",
    "requires_grad", "shape", "size", "storage_offset", "stride", "untyped_storage",
})  # fmt: skip
_VIEWS = frozenset({
    "H", "T", "__getitem__", "as_strided", "contiguous", "detach", "expand", "flatten", "mH", "mT", "movedim", "narrow",
    "permute", "reshape", "select", "squeeze", "t", "transpose", "unflatten", "unsqueeze", "view", "view_as",
})  # fmt: skip
_NEW = frozenset({
    "empty_like", "fill_", "new_empty", "new_empty_strided", "new_full", "new_ones", "new_zeros", "zero_",
})  # fmt: skip
_EMPTY = frozenset({"empty_like", "new_empty", "new_empty_strided"})


class HostComputationError(RuntimeError):  # Python takes a TypeError of an operator for its absence
    """A tensor was read, copied or computed with outside a kernel."""


class KernelTensor(torch.Tensor):
    """A tensor whose values only kernels read and compute."""

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raises HostComputationError: the operation is none of those that describe, view or make a tensor."""
        # x.shape calls the getter of a descriptor, which has the name.
        name = func.__name__ if func.__name__ != "__get__" else func.__self__.__name__  # type: ignore[attr-defined]
        if name in _READS | _VIEWS | _NEW:
            value = super().__torch_function__(func, types, args, dict(kwargs or {}))  # type: ignore[no-untyped-call]
            if name in _EMPTY:
                _mark_unset(value)
            if name not in _VIEWS or _address(value) == _address(args[0]):
                return value  # some views are copies where the strides or the index don't allow a view
        raise HostComputationError(
            f"uses {name.strip('_')} on a tensor outside the kernel. Compute in the kernel: outside, a tensor only has "
            "a shape, strides and views. new_empty, new_zeros and fill_ make room for what a kernel stores."
        )


def _mark_unset(tensor: torch.Tensor) -> None:
    """Fill the storage with UNSET. A card's memory holds anything, and fresh memory of a CPU mostly zeros."""
    integers = {2: torch.int16, 4: torch.int32, 8: torch.int64}
    size = tensor.element_size()
    if size in UNSET:
        with torch._C.DisableTorchFunctionSubclass():
            storage = torch.empty(0, dtype=integers[size]).set_(tensor.untyped_storage())
            storage.fill_(UNSET[size])


def _address(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage().data_ptr()
