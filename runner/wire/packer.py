"""Values to nodes: plain data, by exact type, counted as it is packed."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

from . import nodes
from .advice import class_name, describe_unfit, with_article
from .nodes import MAX_AXES, MAX_AXIS, MAX_DEPTH, MAX_DIGITS, MAX_INLINE_BYTES, MAX_INT_KEYS, MAX_NODES, Node
from .values import DTYPE_NAMES, Buffer, Rng, Tensor, UnfitValueError, array_bytes

Converter = Callable[[Any, str], Any | None]
_LARGEST_INT = 10**MAX_DIGITS - 1


def no_converter(value: Any, where: str) -> None:
    """Convert no type."""
    return


class Packer:
    """Turn values into nodes and collect their buffers.

    Types are compared exactly. A subclass could answer comparisons for itself, so it can't cross.
    ``convert`` may turn a value of another type (a torch tensor) into one that can cross; else it returns None.
    """

    def __init__(self, max_bytes: int, convert: Converter = no_converter, *, generators: bool = True) -> None:
        self.buffers: list[bytes | memoryview] = []
        self._bytes_left = max_bytes
        self._max_bytes = max_bytes
        self._nodes = 0
        self._int_keys = 0
        self._convert = convert
        self._generators = generators

    def pack(self, value: Any, where: str = "the returned value", depth: int = 0) -> Node:
        """The node for ``value``, called ``where`` in messages.

        Raises:
            UnfitValueError: it is not plain data, too large, or nested too deeply.
        """
        self._count(where, depth)
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value  # type: ignore[no-any-return]  # its type was checked above
        packer = _PACKERS.get(kind)
        if packer is not None:
            return packer(self, value, where, depth)
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            return self._scalar(value, where)
        converted_value = self._convert(value, where)
        if converted_value is None:
            raise UnfitValueError(describe_unfit(value, where))
        return self.pack(converted_value, where, depth)

    def _count(self, where: str, depth: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise UnfitValueError(f"{where} brings the total to over {MAX_NODES} values; return an array instead")
        if depth > MAX_DEPTH:
            raise UnfitValueError(f"{where} is nested deeper than {MAX_DEPTH} levels, or contains itself")

    def _reserve(self, size: int, where: str) -> None:
        if size > self._bytes_left:
            total, limit = (bytes_ / 2**20 for bytes_ in (self._max_bytes - self._bytes_left + size, self._max_bytes))
            raise UnfitValueError(f"{where} brings the total to {total:.1f} MiB; the limit is {limit:.0f} MiB")
        self._bytes_left -= size

    def _int(self, value: int, where: str, depth: int) -> Node:
        if -(2**63) <= value < 2**63:
            return value
        if abs(value) > _LARGEST_INT:
            raise UnfitValueError(f"{where} is an int of more than {MAX_DIGITS} digits")
        return nodes.LongIntNode(str(value))

    def _text(self, value: str, where: str, depth: int) -> Node:
        self._reserve(4 * len(value), where)
        try:
            data = value.encode()
        except UnicodeEncodeError:
            raise UnfitValueError(
                f"{where} is a string with half a surrogate pair; decode bytes with errors='replace'"
            ) from None
        if len(data) <= MAX_INLINE_BYTES:
            return value
        self.buffers.append(data)
        return nodes.LongTextNode(len(data))

    def _bytes(self, value: bytes, where: str, depth: int) -> Node:
        self._reserve(len(value), where)
        self.buffers.append(value)
        return nodes.BytesNode(len(value))

    def _list(self, value: list[Any], where: str, depth: int) -> Node:
        return nodes.ListNode([self.pack(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)])

    def _tuple(self, value: tuple[Any, ...], where: str, depth: int) -> Node:
        return nodes.TupleNode([self.pack(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)])

    def _dict(self, value: dict[Any, Any], where: str, depth: int) -> Node:
        items: list[tuple[int | str, Node]] = []
        for key, item in value.items():
            if type(key) not in (str, int):
                raise UnfitValueError(
                    f"{where} has a key that is {with_article(class_name(key))}; use strings or ints as keys"
                )
            if type(key) is int and not -(2**63) <= key < 2**63:
                raise UnfitValueError(f"{where} has an int of more than 64 bits as a key; use its string, str(key)")
            self._count_key(key, where)
            self._text(str(key), where, depth)
            items.append((key, self.pack(item, f"{where}[{key!r:.40}]", depth + 1)))
        return nodes.DictNode(items)

    def _count_key(self, key: int | str, where: str) -> None:
        self._int_keys += type(key) is int
        if self._int_keys > MAX_INT_KEYS:
            raise UnfitValueError(
                f"{where} has more than {MAX_INT_KEYS} ints as keys; return a list or an array instead"
            )

    def _array(self, value: np.ndarray, where: str, depth: int) -> nodes.ArrayNode:
        name = DTYPE_NAMES.get(value.dtype)
        if name is None:
            raise UnfitValueError(f"{where} is an array of dtype {value.dtype!s:.60}; return numbers or bools")
        self._reserve(math.prod(value.shape) * value.dtype.itemsize, where)
        if value.ndim > MAX_AXES:
            raise UnfitValueError(f"{where} is an array with {value.ndim} axes; return one with at most {MAX_AXES}")
        if not 0 < value.size <= MAX_AXIS and max(value.shape, default=0) > MAX_AXIS:
            raise UnfitValueError(
                f"{where} is an array with an axis of {max(value.shape)}; an axis may have {MAX_AXIS}"
            )
        self.buffers.append(array_bytes(value, name))
        return nodes.ArrayNode(name, list(value.shape))

    def _scalar(self, value: np.generic, where: str) -> Node:
        return nodes.ScalarNode(self._array(np.asarray(value), where, 0).dtype)

    def _tensor(self, value: Tensor, where: str, depth: int) -> Node:
        return nodes.TensorNode(self._array(value.array, where, depth), value.dtype, value.requires_grad)  # type: ignore[arg-type]  # a dtype of ours, by its name

    def _buffer(self, value: Buffer, where: str, depth: int) -> Node:
        storage = self._array(value.storage, where, depth)
        return nodes.BufferNode(storage, list(value.shape), list(value.strides), value.offset)

    def _rng(self, value: Rng, where: str, depth: int) -> Node:
        if not self._generators:
            raise UnfitValueError(f"{where} is a generator")
        return nodes.RngNode(value.seed)


_PACKERS: dict[type, Callable[[Packer, Any, str, int], Node]] = {
    int: Packer._int,
    str: Packer._text,
    bytes: Packer._bytes,
    list: Packer._list,
    tuple: Packer._tuple,
    dict: Packer._dict,
    OrderedDict: Packer._dict,  # what PyTorch's state_dict() gives
    np.ndarray: Packer._array,
    Tensor: Packer._tensor,
    Buffer: Packer._buffer,
    Rng: Packer._rng,
}
