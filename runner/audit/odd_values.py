"""About two hundred unexpected values in place of a correct one, to test that checks survive them.

Some are always the same (None, NaN, an int of 400 digits), some are made from the correct value (a transposed array, a
list without its last entry). All of them are plain data, so a learner's function can return them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np

from runner.wire.digests import digest
from runner.wire.nodes import DTYPES
from runner.wire.packer import Packer
from runner.wire.unpacker import Unpacker
from runner.wire.values import Tensor

Leaf = Callable[[Any], Any]
_MAX_BYTES = 16 * 2**20
_CASTS = ("int64", "int8", "uint8", "uint64", "bool", "float16", "float32", "complex128")


def odd_values(right: Any) -> Iterator[tuple[str, Any]]:
    """Names and values, as they arrive from a cell, each once. Values that can't be sent are left out."""
    yield from _constant_values()
    contents: set[bytes] = set()
    for name, make in _FROM_THE_RIGHT_ONE.items():
        try:
            with np.errstate(all="ignore"):
                value = through_wire(make(right))
        except Exception:  # noqa: S112 - this change makes no sense for such a value
            continue
        if (content := digest(value)) not in contents:
            contents.add(content)
            yield name, value


def through_wire(value: Any) -> Any:
    """The value as it arrives from a cell. Raises UnfitValueError if it can't be sent."""
    packer = Packer(_MAX_BYTES)
    node = packer.pack(value)
    return Unpacker(b"".join(packer.buffers)).unpack(node)


@cache
def _constant_values() -> tuple[tuple[str, Any], ...]:
    return tuple((f"{_brief(value)} #{i}", through_wire(value)) for i, value in enumerate([*_PLAIN, *_arrays()]))


def _brief(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{list(value.shape)}"
    return f"{type(value).__name__} {str(value)[:30]}" if not isinstance(value, int) else "int"


def _nest(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


_NUMBERS: list[Any] = [
    True, False, 0, 1, -1, 2, 7, 255, 10**6, -(10**6), 2**31, 2**62, -(2**62), 2**63, 10**400, -(10**400),
    0.0, -0.0, 1.0, 0.5, -1.5, 1e-300, 1e300, -1e300, float("nan"), float("inf"), float("-inf"),
    np.float64("nan"), np.float32(1.5), np.float16(0.1), np.int8(-128), np.uint64(2**64 - 1), np.bool_(True),
    np.complex128(1 + 2j), np.int64(3),
]  # fmt: skip
_TEXTS: list[Any] = ["", "a", "0", "nan", "é", "\0", "x" * 5_000, "a b\n" * 50, b"", b"abc", b"\xff" * 100]
_CONTAINERS: list[Any] = [
    [], (), {}, [None], (None,), [[]], ((),), [{}], [0], [1.5], ["a"], [True], [[0]], [[1, 2], [3]], [0, 1, 2], (0, 1),
    (1.0, None), [float("nan")] * 3, [-1] * 3, [10**400], [10**9] * 3, ["a", 1, None], [(0, 1), (1, 2)],
    [(0, 1, 2)], [("a", "b")], [np.ones(2)] * 2, (np.ones(2), np.ones((2, 2))), [np.ones(2), None],
    {"a": 1}, {0: 1}, {"": None}, {"W1": np.ones(2)}, {-1: [0]}, [0] * 1_000, list(range(5_000)), [[0.5] * 50] * 50,
    dict.fromkeys(range(3_000)), _nest(25), {"a": {"b": {"c": 1}}},
]  # fmt: skip
_PLAIN: list[Any] = [None, *_NUMBERS, *_TEXTS, *_CONTAINERS]


def _arrays() -> Iterator[Any]:
    for dtype in sorted(DTYPES):
        yield np.ones((2, 3), dtype)
        yield np.zeros(3, dtype)
    for shape in [(), (0,), (1,), (1, 1), (0, 3), (2, 0), (2, 2, 2), (1,) * 8, (2,) * 16, (2**20, 0), (1, 1, 4, 4)]:
        yield np.ones(shape)
    for fill in (np.nan, np.inf, -np.inf, -1.0, 1e300):
        yield np.full((2, 2), fill)
    yield np.full(4, -(2**63), np.int64)
    yield np.zeros(2**20, np.int8)
    for dtype in ("float32", "int64", "bool"):
        yield Tensor(np.ones((2, 3), dtype))
    yield Tensor(np.ones(2, np.float32), requires_grad=True)
    yield Tensor(np.ones(2, np.float32), dtype="bfloat16")


def _on_all(change: Leaf) -> Leaf:
    """Change every number, text and array in the value."""

    def change_parts(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: change_parts(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(change_parts(item) for item in value)
        if isinstance(value, Tensor):
            return Tensor(np.asarray(change(value.array)), value.requires_grad)
        return change(value)

    return change_parts


def _on_last(change: Leaf) -> Leaf:
    """Change only the last leaf, so that a check meets it after the rest was right."""

    def change_parts(value: Any) -> Any:
        if isinstance(value, dict):
            *others, last = value
            return {**{key: value[key] for key in others}, last: change_parts(value[last])}
        if isinstance(value, list | tuple):
            return type(value)([*value[:-1], change_parts(value[-1])])
        return change(value)

    return change_parts


_OF_A_LEAF: dict[str, Leaf] = {
    "negative": lambda v: -v,
    "zeros": lambda v: v * 0,
    "plus one": lambda v: v + 1,
    "twice": lambda v: v * 2,
    "huge": lambda v: v * 0 + 10**6,
    "very negative": lambda v: v * 0 - 10**6,
    "nan": lambda v: v * np.nan,
    "infinite": lambda v: v * 0.0 + np.inf,
    "transposed": lambda v: v.T.copy(),
    "swapped axes": lambda v: np.swapaxes(v, 0, 1).copy(),
    "reversed": lambda v: v[::-1],
    "flat": lambda v: v.ravel(),
    "leading axis": lambda v: v[None],
    "trailing axis": lambda v: v[..., None],
    "without the first": lambda v: v[1:],
    "without the last": lambda v: v[:-1],
    "without the last column": lambda v: v[..., :-1],
    "empty": lambda v: v[:0],
    "doubled": lambda v: np.concatenate([v, v]) if isinstance(v, np.ndarray) else v + v,
    "the first entry": lambda v: v[0],
    "summed": lambda v: v.sum(axis=0),
    "as a list": lambda v: v.tolist(),
    "as an array": lambda v: np.asarray(v),
    "as a tensor": lambda v: Tensor(np.asarray(v)),
    "as a float": float,
    "as text": str,
    "as None": lambda v: None,
    "in a list": lambda v: [v],
    "in a tuple": lambda v: (v,),
    "in a dict": lambda v: {"a": v},
    "upper": lambda v: v.upper(),
    **{f"as {dtype}": lambda v, dtype=dtype: np.asarray(v).astype(dtype) for dtype in _CASTS},  # type: ignore[misc]  # mypy can't infer a lambda with a default
}
_OF_A_CONTAINER: dict[str, Leaf] = {
    "fewer": lambda v: v[:-1],
    "only the first": lambda v: v[:1],
    "none left": lambda v: type(v)(),
    "more": lambda v: v + v[-1:],
    "backwards": lambda v: v[::-1],
    "list for tuple": lambda v: list(v) if isinstance(v, tuple) else tuple(v) if isinstance(v, list) else None,
    "first is None": lambda v: type(v)([None, *v[1:]]),
    "whole in a list": lambda v: [v],
    "a key less": lambda v: dict(list(v.items())[:-1]),
    "a key more": lambda v: {**v, "zz": 0},
    "other keys": lambda v: {f"{key}_": item for key, item in v.items()},
    "keys of another type": lambda v: dict(enumerate(v.values())),
    "without names": lambda v: list(v.values()),
}
_FROM_THE_RIGHT_ONE: dict[str, Leaf] = {
    **{f"all {name}": _on_all(change) for name, change in _OF_A_LEAF.items()},
    **{f"last {name}": _on_last(change) for name, change in _OF_A_LEAF.items()},
    **_OF_A_CONTAINER,
}
