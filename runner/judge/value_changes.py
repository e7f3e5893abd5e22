"""Changes of an argument or a result that common mistakes amount to, each with its words."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from runner.wire.values import Tensor

Array = np.ndarray[Any, Any]
_MAX_LOOKED_AT = 1_000  # entries of a part, to see whether a value tells anything
_MAX_LEAVES = 10_000  # of the whole value


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A changed value.

    Attributes:
        name: short, for counting: "minus".
        words: of an argument, an expression with {} for it ("-{}"); of a result, the end of a sentence about it.
        of: the changed value. May raise any arithmetic, type, value or lookup error.
    """

    name: str
    words: str
    of: Callable[[Any], Any]


def changes_of_argument(argument: Any) -> Iterator[ValueChange]:
    """Yield changes of an argument, as if the code worked with another one."""
    array = array_of(argument)
    if isinstance(argument, bool):
        yield ValueChange("not", "not {}", lambda value: not value)
    elif isinstance(argument, int):
        yield ValueChange("plus-one", "{} + 1", lambda value: value + 1)
        yield ValueChange("minus-one", "{} - 1", lambda value: value - 1)
    elif isinstance(argument, float):
        yield ValueChange("one-over", "1 / {}", lambda value: 1 / value)
        yield ValueChange("square-of", "{} ** 2", lambda value: value**2)
        yield ValueChange("root-of", "{} ** 0.5", _square_root)
    if isinstance(argument, float) or (array is not None and array.dtype.kind == "f"):
        yield ValueChange("minus", "-{}", lambda value: on_array(np.negative, value))
    if array is not None and array.ndim == 2:
        yield ValueChange("transpose-of", "{}.T", lambda value: on_array(np.transpose, value))
    if (array is not None and array.ndim and len(array) > 1) or (isinstance(argument, list) and len(argument) > 1):
        yield ValueChange("without-last-of", "{}[:-1]", lambda value: _cut(value, slice(None, -1)))
        yield ValueChange("without-first-of", "{}[1:]", lambda value: _cut(value, slice(1, None)))


def changes_of_result(result: Any) -> Iterator[ValueChange]:
    """Yield changes of a correct result, as if something happened to it on its way out."""
    if isinstance(result, list):
        yield ValueChange("lacks-last", "lacks the last item", lambda value: value[:-1])
        yield ValueChange("lacks-first", "lacks the first item", lambda value: value[1:])
        yield ValueChange("reversed", "is in reverse order", lambda value: value[::-1])
    if isinstance(result, tuple) and len(result) == 2:
        yield ValueChange("exchanged", "has its two values in the wrong order", lambda value: (value[1], value[0]))
    array = array_of(result)
    if array is None and (isinstance(result, bool) or not isinstance(result, int | float | np.number)):
        return
    array = np.asarray(result) if array is None else array
    if array.dtype.kind == "b":
        yield ValueChange("not", "is True where it should be False, and the other way round", _on(np.logical_not))
        return
    yield ValueChange("minus", "has the opposite sign", _on(np.negative))
    if array.ndim >= 2:
        yield ValueChange("transposed", "is the transpose of the correct result", _on(lambda x: np.swapaxes(x, -1, -2)))
    if array.ndim:
        yield ValueChange("reversed", "is in reverse order", _on(lambda x: x[::-1]))
    if array.dtype.kind in "iu":
        yield ValueChange("one-more", "is one too large", lambda value: value + 1)
        yield ValueChange("one-less", "is one too small", lambda value: value - 1)
    elif array.dtype.kind == "f":
        yield ValueChange("log", "is the logarithm of the correct result", _on(np.log))
        yield ValueChange("exp", "is the exponential of the correct result", _on(np.exp))
        yield ValueChange("squared", "is the square of the correct result", _on(np.square))
        yield ValueChange("root", "is the square root of the correct result", _on(np.sqrt))


def array_of(value: Any) -> Array | None:
    """The numbers of an array or a tensor; None for anything else."""
    if isinstance(value, Tensor):
        return value.array
    return value if isinstance(value, np.ndarray) and value.dtype.kind in "bifuc" else None


def on_array(function: Callable[[Any], Any], value: Any) -> Any:
    """The function of the numbers, in a value of the same kind: array, tensor or number."""
    with np.errstate(all="ignore"):
        if isinstance(value, Tensor):
            return Tensor(np.array(function(value.array), order="C"), value.requires_grad)
        return np.array(function(value)) if isinstance(value, np.ndarray) else function(value)


def is_telling(value: Any) -> bool:
    """Whether a value is unlikely to agree with a wrong one by chance, as an index or a truth value often does.

    NaN and infinity tell nothing: many mistakes lead to them.
    """
    leaves = [leaf for leaf in islice(_leaves(value), _MAX_LEAVES) if _is_finite(leaf)]
    numbers = [leaf for leaf in leaves if isinstance(leaf, float)]
    return any(not number.is_integer() for number in numbers) or len(set(leaves)) > 2


def _is_finite(leaf: Any) -> bool:
    """Whether a number is finite. An integer of 400 digits is, although no float can hold it."""
    return isinstance(leaf, int | str) or cmath.isfinite(leaf)


def _leaves(value: Any) -> Iterator[Any]:
    array = array_of(value)
    if array is not None:
        yield from array.ravel()[:_MAX_LOOKED_AT].tolist()
    elif isinstance(value, dict | list | tuple):
        items = value.values() if isinstance(value, dict) else value
        for item in islice(items, _MAX_LOOKED_AT):
            yield from _leaves(item)
    elif isinstance(value, str):
        yield from value[:_MAX_LOOKED_AT]
    elif isinstance(value, np.number):
        yield value.item()
    elif isinstance(value, int | float):
        yield value


def _on(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: on_array(function, value)


def _cut(value: Any, part: slice) -> Any:
    return value[part] if isinstance(value, list) else on_array(lambda array: array[part], value)


def _square_root(value: float) -> float:
    if value < 0:
        raise ValueError
    return float(value**0.5)
