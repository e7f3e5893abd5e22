"""The kinds of value that only the wire has, the errors of packing and unpacking, and the bytes of an array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .nodes import DTYPES, DType

NATIVE_DTYPES: dict[DType, np.dtype[Any]] = {name: np.dtype(name) for name in DTYPES}
WIRE_DTYPES: dict[DType, np.dtype[Any]] = {name: dtype.newbyteorder("<") for name, dtype in NATIVE_DTYPES.items()}
DTYPE_NAMES: dict[np.dtype[Any], DType] = {
    order: name for name, dtype in NATIVE_DTYPES.items() for order in (dtype, dtype.newbyteorder())
}


class UnfitValueError(ValueError):
    """A value that can't cross. Its text says where it is, what it is, and what to return instead."""


class MalformedFrameError(ValueError):
    """Bytes that are not a frame, or a frame that claims more than it holds or may hold."""


class Tensor:
    """A torch tensor on the wire: ``array`` holds its values, ``dtype`` is torch's name for its type.

    NumPy has no bfloat16, so such a tensor carries a float32 array with the same values.
    """

    __slots__ = ("array", "dtype", "requires_grad")

    def __init__(self, array: np.ndarray, requires_grad: bool = False, dtype: str | None = None) -> None:
        self.array = array
        self.requires_grad = requires_grad
        self.dtype = dtype or array.dtype.name

    def __repr__(self) -> str:
        return f"Tensor({self.array!r}, requires_grad={self.requires_grad}, dtype={self.dtype!r})"


class Rng:
    """Stands for ``numpy.random.default_rng(seed)``, which the cell makes when the value arrives."""

    __slots__ = ("seed",)

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __repr__(self) -> str:
        return f"Rng({self.seed})"


class Buffer:
    """A tensor inside a larger storage, for a function that works on memory and not on values.

    ``storage`` is an array with one axis. Entry (i, j, …) of the tensor is ``storage[offset + i * strides[0] + j *
    strides[1] + …]``; offset and strides count elements. A call that takes buffers gives a tuple: what the function
    returned, and for each buffer its storage afterwards, and two arrays of bools of the same length that say which
    elements kernels read and stored (None where that is unknown, on a card).
    """

    __slots__ = ("offset", "shape", "storage", "strides")

    def __init__(self, storage: np.ndarray, shape: Sequence[int], strides: Sequence[int], offset: int) -> None:
        self.storage = storage
        self.shape = tuple(shape)
        self.strides = tuple(strides)
        self.offset = offset

    def __repr__(self) -> str:
        return f"Buffer of shape {self.shape} and strides {self.strides}"

    def values(self, storage: np.ndarray | None = None) -> np.ndarray:
        """The tensor's own entries, in this storage or in that of after the call."""
        flat = self.storage if storage is None else storage
        steps = [stride * flat.itemsize for stride in self.strides]
        return np.lib.stride_tricks.as_strided(flat[self.offset :], self.shape, steps).copy()


def array_content(value: np.ndarray) -> tuple[DType, bytes] | None:
    """The name of an array's dtype and its bytes, as they cross; None for a dtype that can't cross."""
    name = DTYPE_NAMES.get(value.dtype)
    return (name, array_bytes(value, name)) if name else None


def array_bytes(value: np.ndarray, name: DType) -> bytes:
    """The bytes of an array whose dtype has this name, as they cross."""
    return value.astype(WIRE_DTYPES[name], copy=False).tobytes()
