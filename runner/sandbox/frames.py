"""The judge's end of the wire: encode requests, decode replies and trust nothing in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from runner.wire.messages import MAX_HEADER_BYTES, PREFIX, CallRequest, Reply, frame
from runner.wire.packer import Packer
from runner.wire.unpacker import Unpacker
from runner.wire.values import Buffer, MalformedFrameError, Rng, Tensor

from . import stacks

_MAX_ARGUMENT_BYTES = 256 * 2**20
_decoder: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def call_frame(call_id: int, name: str, times: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    """The request to call a function.

    Raises:
        UnfitValueError: an argument that can't cross; the judge's mistake.
    """
    packer = Packer(_MAX_ARGUMENT_BYTES)
    nodes = [packer.pack(value, f"argument {i + 1}") for i, value in enumerate(args)]
    keywords = [(key, packer.pack(value, f"argument {key}")) for key, value in kwargs.items()]
    return frame(CallRequest(call_id, name, times, nodes, keywords), packer.buffers)


def sizes(prefix: bytes, max_body: int) -> tuple[int, int]:
    """Header and body length of the frame that starts with ``prefix``.

    A stack comes without lengths, as a process's last words. It counts as a header that never arrives in full.

    Raises:
        MalformedFrameError: either is larger than it may be. Nothing has been allocated for them.
    """
    if prefix == stacks.START:
        return stacks.MAX_BYTES, 0
    header, body = PREFIX.unpack(prefix)
    if header > MAX_HEADER_BYTES or body > max_body:
        raise MalformedFrameError("a frame larger than the limit")
    return header, body


def decode(header: bytes | bytearray) -> Reply:
    """The message in a reply's header.

    Raises:
        MalformedFrameError: it is not one.
    """
    try:
        return _decoder.decode(header)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        raise MalformedFrameError("a header that is not a reply") from error


def values(node: Any, body: bytes | bytearray, realise: Callable[[Any], Any] | None = None) -> Any:
    """The value in a reply.

    Args:
        realise: what to make of a Tensor, Rng or Buffer (default: :func:`refuse_arguments`).

    Raises:
        MalformedFrameError: node and body do not fit each other.
    """
    unpacker = Unpacker(body, realise or refuse_arguments)
    value = unpacker.unpack(node)
    unpacker.finish()
    return value


def refuse_arguments(value: Tensor | Rng | Buffer) -> Tensor:
    """Take a tensor. Raises MalformedFrameError for what no learner's code can return."""
    if not isinstance(value, Tensor):
        raise MalformedFrameError("a generator or a buffer, which only the judge sends")
    return value
