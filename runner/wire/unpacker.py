"""Nodes to values, each counted before it is made."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec import Struct

from . import nodes
from .nodes import MAX_DEPTH, MAX_INT_KEYS, MAX_NODES, Node
from .values import NATIVE_DTYPES, WIRE_DTYPES, Buffer, MalformedFrameError, Rng, Tensor


class Unpacker:
    """Turn nodes back into values, taking their bytes from ``body`` in order.

    The bytes of a value are counted before it is made, and no byte is used twice, so the values together are never
    larger than ``body``. ``realise`` turns a Tensor, Buffer or Rng into what the cell works with.
    """

    def __init__(self, body: bytes | bytearray, realise: Callable[[Any], Any] = lambda value: value) -> None:
        self._body = memoryview(body)
        self._offset = 0
        self._nodes = 0
        self._int_keys = 0
        self._realise = realise

    def unpack(self, node: Node, depth: int = 0) -> Any:
        """The value of ``node``.

        Raises:
            MalformedFrameError: too deep, too many nodes, or bytes that are not there.
        """
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise MalformedFrameError("too many values, or nested too deeply")
        if not isinstance(node, Struct):
            return node
        unpacker = _UNPACKERS[type(node)]
        return unpacker(self, node, depth)

    def finish(self) -> None:
        """Raise MalformedFrameError unless every byte of the body was named by a node."""
        if self._offset != len(self._body):
            raise MalformedFrameError("bytes that no value names")

    def _take(self, size: int) -> memoryview:
        if size > len(self._body) - self._offset:
            raise MalformedFrameError("a value larger than its frame")
        data = self._body[self._offset : self._offset + size]
        self._offset += size
        return data

    def _list(self, node: nodes.ListNode, depth: int) -> Any:
        return [self.unpack(item, depth + 1) for item in node.items]

    def _tuple(self, node: nodes.TupleNode, depth: int) -> Any:
        return tuple(self.unpack(item, depth + 1) for item in node.items)

    def _dict(self, node: nodes.DictNode, depth: int) -> Any:
        self._int_keys += sum(type(key) is int for key, _ in node.items)
        if self._int_keys > MAX_INT_KEYS:
            raise MalformedFrameError("too many ints as keys")
        value = {key: self.unpack(item, depth + 1) for key, item in node.items}
        if len(value) != len(node.items):
            raise MalformedFrameError("a dict with the same key twice")
        return value

    def _array(self, node: nodes.ArrayNode, depth: int) -> np.ndarray:
        dtype = WIRE_DTYPES[node.dtype]
        data = self._take(math.prod(node.shape) * dtype.itemsize)
        try:
            return np.ndarray(node.shape, dtype, data).astype(NATIVE_DTYPES[node.dtype])
        except (TypeError, ValueError) as error:
            raise MalformedFrameError("an array of impossible shape") from error

    def _scalar(self, node: nodes.ScalarNode, depth: int) -> Any:
        return self._array(nodes.ArrayNode(node.dtype, []), depth)[()]

    def _tensor(self, node: nodes.TensorNode, depth: int) -> Any:
        array_dtype = "float32" if node.dtype == "bfloat16" else node.dtype
        if node.array.dtype != array_dtype:
            raise MalformedFrameError("a tensor whose array has another type")
        return self._realise(Tensor(self._array(node.array, depth), node.requires_grad, node.dtype))

    def _buffer(self, node: nodes.BufferNode, depth: int) -> Any:
        return self._realise(Buffer(self._array(node.storage, depth), node.shape, node.strides, node.offset))

    def _rng(self, node: nodes.RngNode, depth: int) -> Any:
        return self._realise(Rng(node.seed))

    def _long_int(self, node: nodes.LongIntNode, depth: int) -> int:
        try:
            return int(node.digits)
        except ValueError as error:
            raise MalformedFrameError("an int of too many digits") from error

    def _long_text(self, node: nodes.LongTextNode, depth: int) -> str:
        try:
            return str(self._take(node.size), "utf-8")
        except UnicodeDecodeError as error:
            raise MalformedFrameError("text that is not UTF-8") from error

    def _bytes(self, node: nodes.BytesNode, depth: int) -> bytes:
        return bytes(self._take(node.size))


_UNPACKERS: dict[type, Callable[[Unpacker, Any, int], Any]] = {
    nodes.ListNode: Unpacker._list,
    nodes.TupleNode: Unpacker._tuple,
    nodes.DictNode: Unpacker._dict,
    nodes.ArrayNode: Unpacker._array,
    nodes.ScalarNode: Unpacker._scalar,
    nodes.TensorNode: Unpacker._tensor,
    nodes.BufferNode: Unpacker._buffer,
    nodes.RngNode: Unpacker._rng,
    nodes.LongIntNode: Unpacker._long_int,
    nodes.LongTextNode: Unpacker._long_text,
    nodes.BytesNode: Unpacker._bytes,
}
