"""The form of a value in a message: a tree of nodes. Numbers and short text stand for themselves.

A node that has bytes in the frame's body says how many. The bytes follow each other in the order of the tree.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_DIGITS = 4_300  # CPython's own limit for converting an int
MAX_AXES = 16
MAX_AXIS = 2**20  # entries along one axis: an array of no bytes can have 2^40 rows, and a check may loop over them
MAX_INT_KEYS = 10_000  # in one message: Python's hash of an int is known, so a dict of colliding ones fills slowly
MAX_INLINE_BYTES = 4_096  # of a text in the header; a longer one is in the body

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
    shape: Annotated[list[Annotated[int, Meta(ge=0, le=MAX_AXIS)]], Meta(max_length=MAX_AXES)]


class ScalarNode(Struct, tag="scalar", array_like=True, frozen=True):
    dtype: DType


class TensorNode(Struct, tag="tensor", array_like=True, frozen=True):
    array: ArrayNode
    dtype: DType | Literal["bfloat16"]
    requires_grad: bool


class RngNode(Struct, tag="rng", array_like=True, frozen=True):
    seed: int


class BufferNode(Struct, tag="buffer", array_like=True, frozen=True):
    storage: ArrayNode
    shape: Annotated[list[Size], Meta(max_length=MAX_AXES)]
    strides: Annotated[list[Size], Meta(max_length=MAX_AXES)]
    offset: Size


class LongIntNode(Struct, tag="int", array_like=True, frozen=True):
    digits: Annotated[str, Meta(max_length=MAX_DIGITS + 1, pattern=r"^-?[0-9]+$")]


class LongTextNode(Struct, tag="text", array_like=True, frozen=True):
    size: Size


class BytesNode(Struct, tag="bytes", array_like=True, frozen=True):
    size: Size


Node = (
    None | bool | int | float | str
    | ListNode | TupleNode | DictNode | ArrayNode | ScalarNode | TensorNode | RngNode | BufferNode
    | LongIntNode | LongTextNode | BytesNode
)  # fmt: skip
