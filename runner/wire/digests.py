"""Whether a call left its arguments as they were: a digest of each, made on both sides.

The cell sends the digests of its arguments after the call. The judge computes those of what it sent, and compares. A
cell that only claims that nothing changed would not be believed.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

import msgspec
import numpy as np

from .messages import MAX_ARGUMENTS, Argument
from .packer import Converter, Packer, no_converter
from .values import Buffer, Rng, UnfitValueError, array_content

_MAX_BYTES = 256 * 2**20
_DIGEST_BYTES = 16
# A generator changes with every use. The others can't change.
_NOT_CHECKED = (np.random.Generator, Rng, bool, int, float, str, bytes, type(None))

Getter = tuple[str, Callable[[], Any]]  # an argument's name, and a function that returns the argument


def argument_getters(args: Sequence[Any], kwargs: Mapping[str, Any], names: Sequence[str] = ()) -> list[Getter]:
    """List what a call may change: each argument, and of a dict each entry and the keys.

    Make them before the call. After it, they return what the arguments are by then.
    """
    values = [*args, *kwargs.values()]
    if any(isinstance(value, Buffer) for value in values):  # their storages come back and say more
        return []
    return list(islice(_getters(args, kwargs, names), MAX_ARGUMENTS))


def _getters(args: Sequence[Any], kwargs: Mapping[str, Any], names: Sequence[str]) -> Iterator[Getter]:
    positional = [(names[i] if i < len(names) else f"argument {i + 1}", value) for i, value in enumerate(args)]
    for name, value in [*positional, *kwargs.items()]:
        if type(value) in (dict, OrderedDict):  # an entry may be changed, replaced, added or removed
            yield from [(f"{name}[{key!r:.40}]", partial(value.get, key)) for key in value]
            yield f"the keys of {name}", partial(list, value)
        elif not isinstance(value, _NOT_CHECKED):
            yield name, partial(_itself, value)


def _itself(value: Any) -> Any:
    return value


def digests(getters: Sequence[Getter], convert: Converter = no_converter) -> list[Argument]:
    """The name and digest of each argument as it is now."""
    return [(name[:200], digest(get(), convert)) for name, get in getters]


def digest(value: Any, convert: Converter = no_converter) -> bytes:
    """The same for values that are the same to the last bit; empty for one that can't cross or holds a generator."""
    if type(value) is np.ndarray:
        return _array_digest(value)
    packer = Packer(_MAX_BYTES, convert, generators=False)
    try:
        node = packer.pack(value)
    except UnfitValueError:
        return b""
    state = hashlib.blake2b(msgspec.msgpack.encode(node), digest_size=_DIGEST_BYTES)
    for buffer in packer.buffers:
        state.update(buffer)
    return state.digest()


def _array_digest(value: np.ndarray[Any, Any]) -> bytes:
    """The digest of an array, without a node. Most arguments are arrays, and a cell makes this at every call."""
    content = array_content(value)
    if content is None:
        return b""
    name, data = content
    state = hashlib.blake2b(f"array {name} {value.shape}".encode(), digest_size=_DIGEST_BYTES)
    state.update(data)
    return state.digest()
