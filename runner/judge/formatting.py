"""Values as short, calm text: what a learner reads beside a failed check."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from runner.wire.values import Buffer, Rng, Tensor

MAX_TEXT = 1200
_DIGITS = 4
_MAX_PARTS = 6  # of a container, where its form is told
_MAX_FULL_ENTRIES = 30  # entries of an argument that are shown in full
_MAX_ENTRIES = 100  # of one value, however its containers are nested
_MAX_AXES = 6  # of an array: with both ends of each axis these are 64 entries
_MAX_KEY_CHARS = 40
_MAX_INT_BITS = 133  # 40 digits


def number(value: float) -> str:
    """Four significant digits, no trailing zeros: 0.25, 1.333, 8, 1.2e-07."""
    return f"{value:.4g}"


def text(value: Any) -> str:
    """The value, bounded: numbers rounded, large arrays with their middle left out."""
    return _cut(_Writer().text(value))


def kind(value: Any) -> str:
    """The kind of the value, with an article: "a NumPy array of shape (2, 3)"."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"a NumPy array of shape {shape(value.shape)}"
    if isinstance(value, Tensor):
        return f"a torch tensor of shape {shape(value.array.shape)}"
    if isinstance(value, bool | np.bool_):
        return "a truth value"
    if isinstance(value, int | np.integer):
        return "an integer"
    if isinstance(value, float | np.floating):
        return "a number"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, str):
        return "a string"
    return f"a value of type {type(value).__name__}"


def form(value: Any, depth: int = 0) -> str:
    """Type and shape, of a container those of its parts: "a list of 2 (a NumPy array of shape (3, 4), None)"."""
    if isinstance(value, np.ndarray) and value.dtype.kind != "f":
        return f"{kind(value)} and dtype {value.dtype}"
    if not isinstance(value, list | tuple | dict) or not value or depth > 1:
        return kind(value)
    items = list(islice(value.items() if isinstance(value, dict) else enumerate(value), _MAX_PARTS))
    parts = [form(item, depth + 1) for _, item in items]
    if isinstance(value, dict):
        parts = [f"{key(name)}: {part}" for (name, _), part in zip(items, parts, strict=True)]
    elif len(set(parts)) == 1 and len(parts) > 1:
        return f"{kind(value)}, each {parts[0]}" if len(value) <= _MAX_PARTS else f"{kind(value)}, the first {parts[0]}"
    more = ", …" if len(value) > _MAX_PARTS else ""
    return f"{kind(value)} ({', '.join(parts)}{more})"


def shape(dims: tuple[int, ...]) -> str:
    """A shape as NumPy writes it, in plain integers: (2, 3), (4,), ()."""
    return repr(tuple(int(dim) for dim in dims))


def index(position: tuple[int, ...]) -> str:
    """The position of an entry: [0, 2]."""
    return "[" + ", ".join(str(int(i)) for i in position) + "]"


def join_names(names: Sequence[str]) -> str:
    """Names as a sentence has them: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def call(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], parameters: tuple[str, ...] = ()) -> str:
    """The arguments of a call, one after another, under the names the exercise gives them; large ones in brief."""
    names = parameters + tuple(f"argument {i + 1}" for i in range(len(parameters), len(args)))
    pairs = [*zip(names, args, strict=False), *kwargs.items()]
    share = max(320, MAX_TEXT // max(1, len(pairs)))
    writer = _Writer()
    return _cut("\n".join(writer.assign(key, value, share) for key, value in pairs) or f"{name}()")


def key(name: Any) -> str:
    """A key of a dict, cut to a length that fits into a sentence."""
    return _cut(f"{name}" if isinstance(name, str) else _integer(name), _MAX_KEY_CHARS)


class _Writer:
    """Writes one value, whatever it is, with at most ``_MAX_ENTRIES`` of its entries.

    A learner chooses the value, so no path through it may take time or memory that grows with its size.
    """

    def __init__(self) -> None:
        self._budget = _MAX_ENTRIES

    def assign(self, name: str, value: Any, limit: int) -> str:
        if isinstance(value, Mapping):
            parts = [
                self.assign(f"{name}[{_cut(repr(k), _MAX_KEY_CHARS)}]", v, limit) for k, v in self._some(value.items())
            ]
            return "\n".join(parts + ["…"] * (len(parts) < len(value)))
        if isinstance(value, Buffer):
            if _is_unwritten(value):
                return f"{name} of shape {shape(value.shape)}, to be written"
            value = value.values()
        array = value.array if isinstance(value, Tensor) else value
        if isinstance(array, np.ndarray) and (array.size > _MAX_FULL_ENTRIES or array.ndim > 2):
            first = ", ".join(map(self.text, array.flat[:4]))
            return f"{name} of shape {shape(array.shape)}, from {first}, …"
        output = _cut(self.text(value), limit)
        return f"{name} =\n{output}" if "\n" in output else f"{name} = {output}"

    def text(self, value: Any) -> str:
        self._budget -= 1
        if isinstance(value, np.ndarray):
            return self._array(value) if value.ndim else self.text(value[()])
        if isinstance(value, Tensor):
            return f"tensor {self._array(value.array)}"
        if isinstance(value, Buffer):
            return self._array(value.values())
        if isinstance(value, Rng):
            return f"np.random.default_rng({value.seed})"
        if isinstance(value, Mapping | list | tuple):
            return self._container(value)
        return _scalar(value)

    def _container(self, value: Mapping[Any, Any] | Sequence[Any]) -> str:
        if isinstance(value, Mapping):
            lines = [f"{key(name)}: {_indent(self.text(item))}" for name, item in self._some(value.items())]
            return "\n".join(lines + ["…"] * (len(lines) < len(value))) if value else "{}"
        if isinstance(value, tuple) and any(isinstance(item, np.ndarray | dict) for item in value[:16]):
            lines = [self.text(item) for item in self._some(value)]
            return "\n".join(lines + ["…"] * (len(lines) < len(value)))
        items = [self.text(item) for item in self._some(value, 64)]
        inside = ", ".join(items + ["…"] * (len(items) < len(value)))
        comma = "," if len(value) == 1 else ""
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{comma})"

    def _some(self, items: Iterable[Any], most: int = 16) -> Iterator[Any]:
        """The first few, until the budget of the whole value is spent."""
        for item in islice(items, most):
            if self._budget <= 0:
                return
            yield item

    def _array(self, array: np.ndarray) -> str:
        """Every entry of a small array; of a large one the ends of each axis, as few as the budget asks for."""
        full_array = array
        at = ""
        if array.ndim > _MAX_AXES:
            lead = array.ndim - _MAX_AXES
            at = f"\nfrom [{'0, ' * lead}…]"
            array = array[(0,) * lead] if array.size else array
        ends = next((ends for ends in (3, 2) if (2 * ends) ** array.ndim <= _MAX_ENTRIES), 1)
        output = np.array2string(
            array, precision=_DIGITS, suppress_small=True, threshold=64, edgeitems=ends, max_line_width=76,
            floatmode="maxprec",
        ) if array.size else "[]"  # fmt: skip
        self._budget -= min(array.size, (2 * ends) ** array.ndim)
        return output if 0 < full_array.size <= 64 else f"{output}{at}\nshape {shape(full_array.shape)}"


def _is_unwritten(value: Buffer) -> bool:
    """Whether it is a result: filled with NaN like the memory around it (:mod:`runner.judge.guard_bands`)."""
    return value.storage.dtype.kind == "f" and bool(np.isnan(value.storage).all())


def _scalar(value: Any) -> str:
    if isinstance(value, float | np.floating):
        return f"{value:.6g}"
    if isinstance(value, np.generic):
        return str(value.item())
    if isinstance(value, str | bytes):
        return repr(value[:MAX_TEXT])
    return _integer(value)


def _integer(value: Any) -> str:
    """An int with at most 40 digits, or its length: writing a long one takes time that grows with its square."""
    if not isinstance(value, int) or value.bit_length() <= _MAX_INT_BITS:
        return repr(value)
    return f"an integer of about {math.ceil(value.bit_length() * math.log10(2))} digits"


def _indent(output: str) -> str:
    return "\n" + output if "\n" in output else output


def _cut(string: str, limit: int = MAX_TEXT) -> str:
    return string if len(string) <= limit else string[: limit - 1].rstrip() + "…"
