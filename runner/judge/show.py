"""Values as short, calm text: what a learner reads beside a failed check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from runner.sandbox.frames import Rng, Tensor

MAX_TEXT = 1200
_DIGITS = 4
_BRIEF = 30  # entries of an argument that are shown in full


def number(value: float) -> str:
    """Four significant digits, no trailing zeros: 0.25, 1.333, 8, 1.2e-07."""
    return f"{value:.4g}"


def text(value: Any) -> str:
    """The value, bounded: numbers rounded, large arrays with their middle left out."""
    return _cut(_text(value))


def kind(value: Any) -> str:
    """What sort of thing it is, with an article: "a NumPy array of shape (2, 3)"."""
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


def shape(dims: tuple[int, ...]) -> str:
    """A shape as NumPy writes it, in plain integers: (2, 3), (4,), ()."""
    return repr(tuple(int(dim) for dim in dims))


def index(position: tuple[int, ...]) -> str:
    """Where an entry is: [0, 2]."""
    return "[" + ", ".join(str(int(i)) for i in position) + "]"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def call(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], parameters: tuple[str, ...] = ()) -> str:
    """The arguments of a call, one after another, under the names the exercise gives them; large ones in brief."""
    names = parameters + tuple(f"argument {i + 1}" for i in range(len(parameters), len(args)))
    pairs = [*zip(names, args, strict=False), *kwargs.items()]
    share = max(320, MAX_TEXT // max(1, len(pairs)))
    return _cut("\n".join(_named(key, value, share) for key, value in pairs) or f"{name}()")


def _named(key: str, value: Any, limit: int) -> str:
    if isinstance(value, Mapping):
        return "\n".join(_named(f"{key}[{part!r}]", item, limit) for part, item in value.items())
    array = value.array if isinstance(value, Tensor) else value
    if isinstance(array, np.ndarray) and (array.size > _BRIEF or array.ndim > 2):
        first = ", ".join(map(_text, array.ravel()[:4]))
        return f"{key} of shape {shape(array.shape)}, from {first}, …"
    shown = _cut(_text(value), limit)
    return f"{key} =\n{shown}" if "\n" in shown else f"{key} = {shown}"


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return _array(value) if value.ndim else _text(value[()])
    if isinstance(value, Tensor):
        return f"tensor {_array(value.array)}"
    if isinstance(value, Rng):
        return f"np.random.default_rng({value.seed})"
    if isinstance(value, float | np.floating):
        return f"{value:.6g}"
    if isinstance(value, np.generic):
        return str(value.item())
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_nested(item)}" for key, item in list(value.items())[:16])
    if isinstance(value, tuple) and any(isinstance(item, np.ndarray | dict) for item in value):
        return "\n".join(_text(item) for item in value[:16])
    if isinstance(value, list | tuple):
        inside = ", ".join(_text(item) for item in value[:64]) + (", …" if len(value) > 64 else "")
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    return repr(value[:MAX_TEXT]) if isinstance(value, str | bytes) else repr(value)


def _nested(value: Any) -> str:
    shown = _text(value)
    return "\n" + shown if "\n" in shown else shown


def _array(array: np.ndarray) -> str:
    shown = np.array2string(
        array, precision=_DIGITS, suppress_small=True, threshold=64, edgeitems=3, max_line_width=76, floatmode="maxprec"
    )
    return shown if array.size <= 64 else f"{shown}\nshape {shape(array.shape)}"


def _cut(shown: str, limit: int = MAX_TEXT) -> str:
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"
