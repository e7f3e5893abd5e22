"""The requests to a cell, its replies, and the frame that carries one of them.

A frame is ``uint32 header length, uint64 body length, header, body``, little-endian. The header is MessagePack and
holds one message, whose values are nodes (:mod:`.nodes`). The body holds the raw little-endian bytes of arrays, bytes
and long strings. So a decoder knows how much it will allocate before it does, and nothing is ever unpickled.
"""

from __future__ import annotations

import struct
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from .nodes import Node

MAX_HEADER_BYTES = 2 * 1024 * 1024
MAX_ARGUMENTS = 64  # of one call, that are checked for changes; an entry of a dict counts as one
PREFIX = struct.Struct("<IQ")


class BeginRequest(Struct, tag="begin", frozen=True, kw_only=True):
    """The first request: import these modules, lock down, answer :class:`ReadyReply`. No learner's byte came yet."""

    modules: list[str]
    cpu_s: float
    memory_mib: int
    processes: int
    disk_mib: int
    value_mib: int
    uid: int | None


class LoadRequest(Struct, tag="load", frozen=True):
    """Run this source, unless it uses one of the forbidden names. Keep its figures where somebody looks at them."""

    id: int
    source: str
    forbidden: list[str]
    figures: bool = False


class CallRequest(Struct, tag="call", frozen=True):
    """Call ``name`` ``times`` times and answer with the list of what it returned."""

    id: int
    name: str
    times: int
    args: list[Node]
    kwargs: list[tuple[str, Node]]


class RunRequest(Struct, tag="run", frozen=True):
    """Run the learner's own call in their module, print its last expression's value, and answer with the figures."""

    id: int
    call: str


class CompileRequest(Struct, tag="compile", frozen=True):
    """Compile the kernels that were launched, and answer whether a compiler was there. The last request to a cell."""

    id: int


class ReadyReply(Struct, tag="ready", frozen=True):
    """The cell is locked down. ``security_status`` is what the kernel reports, by name."""

    security_status: dict[str, str]


Argument = tuple[Annotated[str, Meta(max_length=200)], Annotated[bytes, Meta(max_length=16)]]


class ValueReply(Struct, tag="done", frozen=True):
    """``arguments`` are the names and digests of the arguments after the call (:mod:`.digests`)."""

    id: int
    value: Node
    arguments: Annotated[list[Argument], Meta(max_length=MAX_ARGUMENTS)]


class FailureReply(Struct, tag="failed", frozen=True):
    """The learner's code did not return plain data. ``line`` is in their file.

    ``base`` is the nearest built-in class of the exception, for one of a class of their own or of a library.
    """

    id: int
    verdict: Literal["error", "memory", "bad_value"]
    message: Annotated[str, Meta(max_length=8_000)]
    line: Annotated[int, Meta(ge=1, le=10**6)] | None
    base: Annotated[str, Meta(max_length=100)] = ""


class RefusalReply(Struct, tag="refused", frozen=True):
    """The source was not run, because it uses a forbidden name. ``name`` is the name's index in the request's list."""

    id: int
    name: Annotated[int, Meta(ge=0)]
    line: Annotated[int, Meta(ge=1, le=10**6)]


class StartFailureReply(Struct, tag="broken", frozen=True):
    """The cell could not be locked down. This is our fault, not the learner's."""

    reason: Annotated[str, Meta(max_length=2_000)]


Request = BeginRequest | LoadRequest | CallRequest | RunRequest | CompileRequest
Reply = ReadyReply | ValueReply | FailureReply | RefusalReply | StartFailureReply


def frame(message: Request | Reply, buffers: list[bytes | memoryview]) -> bytes:
    """One message as bytes."""
    header = msgspec.msgpack.encode(message)
    body = sum(len(buffer) for buffer in buffers)
    return b"".join([PREFIX.pack(len(header), body), header, *buffers])
