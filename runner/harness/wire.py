"""What crosses between a cell and the judge: frames of plain data.

A frame is ``uint32 header length, uint64 body length, header, body``, little-endian. The header is MessagePack and
holds one message, whose values are trees of the node types below; the body holds the raw little-endian bytes of arrays,
bytes and long strings, in the order in which the tree names them. So a decoder knows how much it
will allocate before it does, and nothing is ever unpickled.

Both sides run this module, each its own copy. The judge does not rely on the cell's copy: what a cell sends is decoded
as strictly as bytes from a stranger, because a learner's code may write them.
"""

from __future__ import annotations

import struct
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

MAX_HEADER = 2 * 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_DIGITS = 4_300  # what CPython itself converts without being told to
PREFIX = struct.Struct("<IQ")
INLINE = 4_096  # longest text kept in the header

DType = Literal[
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
]  # fmt: skip
DTYPES: frozenset[DType] = frozenset(get_args(DType))
Size = Annotated[int, Meta(ge=0, le=2**48)]


class ListNode(Struct, tag="list", array_like=True, frozen=True):
    items: list[Node]


class TupleNode(Struct, tag="tuple", array_like=True, frozen=True):
    items: list[Node]


class DictNode(Struct, tag="dict", array_like=True, frozen=True):
    items: list[tuple[int | str, Node]]


class ArrayNode(Struct, tag="array", array_like=True, frozen=True):
    dtype: DType
    shape: Annotated[list[Size], Meta(max_length=32)]


class ScalarNode(Struct, tag="scalar", array_like=True, frozen=True):
    dtype: DType


class TensorNode(Struct, tag="tensor", array_like=True, frozen=True):
    array: ArrayNode
    dtype: DType | Literal["bfloat16"]
    requires_grad: bool


class RngNode(Struct, tag="rng", array_like=True, frozen=True):
    seed: int


class LongIntNode(Struct, tag="int", array_like=True, frozen=True):
    digits: Annotated[str, Meta(max_length=MAX_DIGITS + 1, pattern=r"^-?[0-9]+$")]


class LongTextNode(Struct, tag="text", array_like=True, frozen=True):
    size: Size


class BytesNode(Struct, tag="bytes", array_like=True, frozen=True):
    size: Size


Node = (
    None | bool | int | float | str
    | ListNode | TupleNode | DictNode | ArrayNode | ScalarNode | TensorNode | RngNode
    | LongIntNode | LongTextNode | BytesNode
)  # fmt: skip


class Begin(Struct, tag="begin", frozen=True):
    """Judge to cell, first: import these, close the doors, answer :class:`Ready`. No learner's byte came yet."""

    modules: list[str]
    cpu_s: float
    memory_mib: int
    processes: int
    disk_mib: int
    value_mib: int
    uid: int | None


class Load(Struct, tag="load", frozen=True):
    """Run this source, unless it uses one of the forbidden names."""

    id: int
    source: str
    forbidden: list[str]


class Call(Struct, tag="call", frozen=True):
    """Call ``name`` ``times`` times and answer with the list of what it returned."""

    id: int
    name: str
    times: int
    args: list[Node]
    kwargs: list[tuple[str, Node]]


class Ready(Struct, tag="ready", frozen=True):
    """Cell to judge, after the last door closed. ``posture`` is what the kernel says, by name."""

    posture: dict[str, str]


class Done(Struct, tag="done", frozen=True):
    id: int
    value: Node
    mutated: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=64)]


class Failed(Struct, tag="failed", frozen=True):
    """The learner's code did not return plain data. ``line`` is in their file."""

    id: int
    verdict: Literal["error", "memory", "bad_value"]
    message: Annotated[str, Meta(max_length=8_000)]
    line: Annotated[int, Meta(ge=1, le=10**6)] | None


class Refused(Struct, tag="refused", frozen=True):
    """Instead of running the source: it uses a forbidden name, told by its place in the list."""

    id: int
    name: Annotated[int, Meta(ge=0)]
    line: Annotated[int, Meta(ge=1, le=10**6)]


class Broken(Struct, tag="broken", frozen=True):
    """A door did not close. The judge treats the cell as ours to repair."""

    reason: Annotated[str, Meta(max_length=2_000)]


Request = Begin | Load | Call
Reply = Ready | Done | Failed | Refused | Broken


def frame(message: Request | Reply, buffers: list[bytes | memoryview]) -> bytes:
    """One message as bytes."""
    header = msgspec.msgpack.encode(message)
    body = sum(len(buffer) for buffer in buffers)
    return b"".join([PREFIX.pack(len(header), body), header, *buffers])
