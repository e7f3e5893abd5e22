"""Values to nodes and back: plain data, by exact type, counted before it is made."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from .wire import (
    DTYPES,
    INLINE,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_NODES,
    ArrayNode,
    BytesNode,
    DictNode,
    DType,
    ListNode,
    LongIntNode,
    LongTextNode,
    Node,
    RngNode,
    ScalarNode,
    TensorNode,
    TupleNode,
)

_HERE: dict[DType, np.dtype[Any]] = {name: np.dtype(name) for name in DTYPES}
_ON_THE_WIRE: dict[DType, np.dtype[Any]] = {name: dtype.newbyteorder("<") for name, dtype in _HERE.items()}
_NAMES: dict[np.dtype[Any], DType] = {
    order: name for name, dtype in _HERE.items() for order in (dtype, dtype.newbyteorder())
}


_MAX_WATCHED = 256 * 2**20


class UnfitValueError(ValueError):
    """A value that does not cross. Its text says where it is, what it is, and what to return instead."""


class MalformedFrameError(ValueError):
    """Bytes that are not a frame, or a frame that claims more than it holds or may hold."""


class Tensor:
    """A torch tensor on its way: ``array`` holds its values, ``dtype`` is torch's name for its type.

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


class Packer:
    """Turns values into nodes and collects their buffers.

    Types are taken exactly: a subclass could answer comparisons for itself, so it does not cross.
    ``foreign`` may turn a type this module does not know (a torch tensor) into one it does; it returns None otherwise.
    """

    def __init__(self, max_bytes: int, foreign: Callable[[Any, str], Any | None] = lambda value, where: None) -> None:
        self.buffers: list[bytes | memoryview] = []
        self._left = max_bytes
        self._max_bytes = max_bytes
        self._nodes = 0
        self._foreign = foreign

    def pack(self, value: Any, where: str = "the returned value", depth: int = 0) -> Node:
        """The node for ``value``, called ``where`` in messages.

        Raises:
            UnfitValueError: it is not plain data, too large, or nested too deeply.
        """
        self._count(where, depth)
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value  # type: ignore[no-any-return]
        packer = _PACKERS.get(kind)
        if packer is not None:
            return packer(self, value, where, depth)
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            return self._scalar(value, where)
        known = self._foreign(value, where)
        if known is None:
            raise UnfitValueError(_advice(value, where))
        return self.pack(known, where, depth)

    def _count(self, where: str, depth: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise UnfitValueError(f"{where} makes more than {MAX_NODES} values in total; return an array instead")
        if depth > MAX_DEPTH:
            raise UnfitValueError(f"{where} is nested deeper than {MAX_DEPTH} levels, or contains itself")

    def _reserve(self, size: int, where: str) -> None:
        if size > self._left:
            limit = self._max_bytes / 2**20
            raise UnfitValueError(f"{where} takes {size / 2**20:.1f} MiB; all values together may take {limit:.0f} MiB")
        self._left -= size

    def _int(self, value: int, where: str, depth: int) -> Node:
        if -(2**63) <= value < 2**63:
            return value
        if value.bit_length() > MAX_DIGITS * 3.32:
            raise UnfitValueError(f"{where} is an int of more than {MAX_DIGITS} digits")
        return LongIntNode(str(value))

    def _text(self, value: str, where: str, depth: int) -> Node:
        self._reserve(4 * len(value), where)
        try:
            data = value.encode()
        except UnicodeEncodeError:
            raise UnfitValueError(
                f"{where} is a string with half a surrogate pair; decode bytes with errors='replace'"
            ) from None
        if len(data) <= INLINE:
            return value
        self.buffers.append(data)
        return LongTextNode(len(data))

    def _bytes(self, value: bytes, where: str, depth: int) -> Node:
        self._reserve(len(value), where)
        self.buffers.append(value)
        return BytesNode(len(value))

    def _list(self, value: list[Any], where: str, depth: int) -> Node:
        return ListNode([self.pack(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)])

    def _tuple(self, value: tuple[Any, ...], where: str, depth: int) -> Node:
        return TupleNode([self.pack(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)])

    def _dict(self, value: dict[Any, Any], where: str, depth: int) -> Node:
        items: list[tuple[int | str, Node]] = []
        for key, item in value.items():
            if type(key) not in (str, int):
                raise UnfitValueError(f"{where} has a key that is {_a(_name(key))}; use strings or ints as keys")
            if type(key) is int and not -(2**63) <= key < 2**63:
                raise UnfitValueError(f"{where} has an int of more than 64 bits as a key; use its string, str(key)")
            self._text(str(key), where, depth)
            items.append((key, self.pack(item, f"{where}[{key!r:.40}]", depth + 1)))
        return DictNode(items)

    def _array(self, value: np.ndarray, where: str, depth: int) -> ArrayNode:
        name = _NAMES.get(value.dtype)
        if name is None:
            raise UnfitValueError(f"{where} is an array of dtype {value.dtype!s:.60}; return numbers or bools")
        self._reserve(math.prod(value.shape) * value.dtype.itemsize, where)
        self.buffers.append(value.astype(_ON_THE_WIRE[name], copy=False).tobytes())
        return ArrayNode(name, list(value.shape))

    def _scalar(self, value: np.generic, where: str) -> Node:
        return ScalarNode(self._array(np.asarray(value), where, 0).dtype)

    def _tensor(self, value: Tensor, where: str, depth: int) -> Node:
        return TensorNode(self._array(value.array, where, depth), value.dtype, value.requires_grad)  # type: ignore[arg-type]

    def _rng(self, value: Rng, where: str, depth: int) -> Node:
        return RngNode(value.seed)


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
    Rng: Packer._rng,
}


def _a(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _name(value: Any) -> str:
    kind = type(value)
    module = kind.__module__
    return f"{kind.__qualname__}" if module in ("builtins", "solution") else f"{module}.{kind.__qualname__}"


_INSTEAD = {
    "generator": "return a list: list(...)",
    "map": "return a list: list(...)",
    "zip": "return a list: list(...)",
    "filter": "return a list: list(...)",
    "range": "return a list: list(...)",
    "dict_keys": "return a list: list(...)",
    "dict_values": "return a list: list(...)",
    "dict_items": "return a list: list(...)",
    "set": "return a sorted list: sorted(...)",
    "frozenset": "return a sorted list: sorted(...)",
    "complex": "return numpy.complex128(...)",
    "function": "call it, and return what it gives",
    "method": "call it, and return what it gives",
    "builtin_function_or_method": "call it, and return what it gives",
    "coroutine": "use def instead of async def",
}


def _advice(value: Any, where: str) -> str:
    name = str(_name(value))[:80]
    instead = _INSTEAD.get(name)
    if instead is None:
        instead = next(
            (
                f"return a plain one: {base.__name__}(...)"
                for base in (int, float, str, list, tuple, dict)
                if isinstance(value, base)
            ),
            "return numbers, strings, lists, tuples, dicts, NumPy arrays or torch tensors",
        )
        if isinstance(value, np.ndarray):
            instead = "return a plain array: numpy.asarray(...)"
    return f"{where} is {_a(name)}; {instead}"


def fingerprint(value: Any, foreign: Callable[[Any, str], Any | None] = lambda value, where: None) -> Any:
    """What is equal before and after a call that leaves the value as it was, to the last bit. See :class:`Packer`."""
    if type(value) is np.ndarray:
        return value.dtype, value.shape, value.tobytes()
    packer = Packer(_MAX_WATCHED, foreign)
    try:
        node = packer.pack(value)
    except UnfitValueError:
        return b""
    return msgspec.msgpack.encode(node) + b"".join(packer.buffers)


class Unpacker:
    """Turns nodes back into values, taking their bytes from ``body`` in order.

    The bytes a value takes are counted before it is made, and no byte is used twice, so the values together are never
    larger than ``body``. ``realise`` turns Tensor and Rng into the things themselves where they are wanted.
    """

    def __init__(self, body: bytes | bytearray, realise: Callable[[Any], Any] = lambda value: value) -> None:
        self._body = memoryview(body)
        self._at = 0
        self._nodes = 0
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
        if self._at != len(self._body):
            raise MalformedFrameError("bytes that no value names")

    def _take(self, size: int) -> memoryview:
        if size > len(self._body) - self._at:
            raise MalformedFrameError("a value larger than its frame")
        taken = self._body[self._at : self._at + size]
        self._at += size
        return taken

    def _list(self, node: ListNode, depth: int) -> Any:
        return [self.unpack(item, depth + 1) for item in node.items]

    def _tuple(self, node: TupleNode, depth: int) -> Any:
        return tuple(self.unpack(item, depth + 1) for item in node.items)

    def _dict(self, node: DictNode, depth: int) -> Any:
        value = {key: self.unpack(item, depth + 1) for key, item in node.items}
        if len(value) != len(node.items):
            raise MalformedFrameError("a dict with the same key twice")
        return value

    def _array(self, node: ArrayNode, depth: int) -> np.ndarray:
        dtype = _ON_THE_WIRE[node.dtype]
        taken = self._take(math.prod(node.shape) * dtype.itemsize)
        try:
            return np.ndarray(node.shape, dtype, taken).astype(_HERE[node.dtype])
        except (TypeError, ValueError) as error:
            raise MalformedFrameError("an array of impossible shape") from error

    def _scalar(self, node: ScalarNode, depth: int) -> Any:
        return self._array(ArrayNode(node.dtype, []), depth)[()]

    def _tensor(self, node: TensorNode, depth: int) -> Any:
        carried = "float32" if node.dtype == "bfloat16" else node.dtype
        if node.array.dtype != carried:
            raise MalformedFrameError("a tensor whose array has another type")
        return self._realise(Tensor(self._array(node.array, depth), node.requires_grad, node.dtype))

    def _rng(self, node: RngNode, depth: int) -> Any:
        return self._realise(Rng(node.seed))

    def _long_int(self, node: LongIntNode, depth: int) -> int:
        try:
            return int(node.digits)
        except ValueError as error:
            raise MalformedFrameError("an int of too many digits") from error

    def _long_text(self, node: LongTextNode, depth: int) -> str:
        try:
            return str(self._take(node.size), "utf-8")
        except UnicodeDecodeError as error:
            raise MalformedFrameError("text that is not UTF-8") from error

    def _bytes(self, node: BytesNode, depth: int) -> bytes:
        return bytes(self._take(node.size))


_UNPACKERS: dict[type, Callable[[Unpacker, Any, int], Any]] = {
    ListNode: Unpacker._list,
    TupleNode: Unpacker._tuple,
    DictNode: Unpacker._dict,
    ArrayNode: Unpacker._array,
    ScalarNode: Unpacker._scalar,
    TensorNode: Unpacker._tensor,
    RngNode: Unpacker._rng,
    LongIntNode: Unpacker._long_int,
    LongTextNode: Unpacker._long_text,
    BytesNode: Unpacker._bytes,
}
