"""Describe how one array differs from another. Pure functions on arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any

import numpy as np

from runner.judge import formatting

Array = np.ndarray[Any, Any]
Sizes = Mapping[str, int]

_RTOL = {2: 1e-2, 4: 1e-4, 8: 1e-6}  # by the bytes of a floating-point number, or of each half of a complex one
_ATOL = {2: 1e-3, 4: 1e-5, 8: 1e-8}
_FAR_WORSE = 10
_SINGLE_PRECISION = 1e-6  # of the largest entry: what a few roundings to float32 change
_LONG_SINGLE_PRECISION = 1e-4  # what many do, or a few of large numbers that cancel
_ROUNDING = {2: 1e-3, 4: 1e-6, 8: 1e-12}  # what a sum of numbers around 1 that should come to 0 may leave


def tolerance(yours: Array, expected: Array) -> tuple[float, float]:
    """Relative and absolute tolerance for the coarser of the two dtypes; integers and truth values are exact.

    The learner's own dtype loosens it to single precision at most: who returns half precision where more is expected
    would choose a tolerance that forgives small numbers altogether. Nor is the absolute tolerance more than a tenth of
    the largest expected entry, or zeros would pass for small numbers, except as far as these may be rounding alone.
    """
    sizes = [a.real.dtype.itemsize for a in (yours, expected) if a.dtype.kind in "fc"]
    if not sizes:
        return 0.0, 0.0
    size = max(min(8, *sizes), min(4, expected.real.dtype.itemsize))
    return _RTOL[size], min(_ATOL[size], max(_ROUNDING[size], _largest(expected) / 10))


def _largest(expected: Array) -> float:
    """The largest finite size among the entries; infinity where there is none but 0, for nothing then limits."""
    sizes = np.abs(_wide(expected))
    largest = float(sizes.max(initial=0.0))
    if np.isfinite(largest):
        return largest or np.inf
    return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes))) or np.inf


def agree(yours: Array, expected: Array, rtol: float, atol: float) -> Array:
    """Entry by entry: equal within the tolerance; NaN agrees with NaN, infinities with their like.

    That is :func:`numpy.isclose`, which takes longer for a small array than all else that is done with it.
    """
    y, e = _wide(yours), _wide(expected)
    with np.errstate(all="ignore"):
        near: Array = np.abs(y - e) <= atol + rtol * np.abs(e)
        finite = np.isfinite(e)
        if near.all() and finite.all():  # as nearly always
            return near
        agreeing: Array = near & finite | (y == e) | (np.isnan(y) & np.isnan(e))
    return agreeing


def most_telling(yours: Array, expected: Array, ok: Array) -> tuple[int, ...]:
    """The position of the first wrong entry, or of the worst if that is far worse: the first may be off by rounding.

    Integers may be indices or labels, of which none is worse than another.
    """
    first = tuple(np.argwhere(~ok)[0])
    if expected.dtype.kind in "biu" or not expected.ndim:
        return first
    with np.errstate(all="ignore"):
        distance = np.where(ok, 0.0, np.abs(_wide(yours) - _wide(expected)))
    distance[np.isnan(distance)] = np.inf
    worst = tuple(np.argwhere(distance == distance.max())[0])
    return worst if distance[worst] > _FAR_WORSE * distance[first] else first


def cause(yours: Array, expected: Array, rtol: float, atol: float, sizes: Sizes | None = None) -> str:
    """The likely cause of a wrong value as a clause ("it is 2 times the expected result"), or an empty string.

    Both arrays are finite, numeric and of the same shape. ``sizes`` names the lengths that a factor may be made of.
    Zeros and integers (indices, labels, counts) have none, nor has a single wrong entry among several, unless it's off
    by rounding: any pattern there is a coincidence.
    """
    y, e = _wide(yours), _wide(expected)
    if not y.any() or expected.dtype.kind in "biu":
        return ""
    if expected.dtype.itemsize == 8:
        rounding = _LONG_SINGLE_PRECISION if _is_single(y) else _SINGLE_PRECISION
        if 1e-9 < np.abs(y - e).max() / _largest(expected) < rounding:
            return "it was computed in float32"
    if y.size > 1 and np.count_nonzero(~agree(y, e, rtol, atol)) == 1:
        return ""
    with np.errstate(all="ignore"):
        for clause in _causes(y, e, max(rtol, 1e-6), atol, sizes or {}):
            return clause
    return ""


def _is_single(y: Array) -> bool:
    """Whether the numbers fit into float32, and not because they are as short as 0 and 0.5."""
    with np.errstate(over="ignore"):
        single, half = y.astype(np.float32), y.astype(np.float16)
    return bool((single == y).all() and (half != y).any())


def ratio(yours: Array, expected: Array, rtol: float = 1e-6, atol: float = 1e-9) -> float | None:
    """The number r with yours = r * expected, if there is one and it shows in four digits; None otherwise."""
    y, e = _wide(yours).ravel(), _wide(expected).ravel()
    at = int(np.argmax(np.abs(e))) if e.size else 0
    if not e.size or e[at] == 0 or y[at] == 0:
        return None
    r = float(y[at] / e[at])
    if not 1e-12 < abs(r) < 1e12:
        return None
    if r > 0 and "1" in (formatting.number(r), formatting.number(1 / r)):
        return None  # nobody is helped by "1 times too large" or "1 times too small"
    return r if np.allclose(y, r * e, rtol=rtol, atol=atol * max(1.0, abs(r))) else None


def factor(r: float, sizes: Sizes, rtol: float = 1e-6) -> str:
    """A ratio in words, with the name of what it is made of: "8 times too large, and 8 is the batch size n"."""
    size = (
        f"{formatting.number(abs(r))} times too large"
        if abs(r) > 1
        else f"{formatting.number(1 / abs(r))} times too small"
    )
    names = list(_made_of(abs(r), sizes, rtol))
    amount = formatting.number(abs(r) if abs(r) > 1 else 1 / abs(r))
    return f"{size}, and {amount} is {names[0]}" if names else size


def _made_of(r: float, sizes: Sizes, rtol: float) -> Iterator[str]:
    for base in (2, 10):
        if np.isclose(r, np.log(base), rtol=rtol) or np.isclose(r, 1 / np.log(base), rtol=rtol):
            yield f"what a logarithm to base {base} makes of a natural one"
    values = [(float(size), name) for name, size in sizes.items()]
    values += [(float(size) ** 0.5, f"the square root of {name}") for name, size in sizes.items()]
    # Factors of 2 and of 4 come from many a mistake, and sizes of 2 and 4 would explain them all.
    values += [(float(size) ** 2, f"the square of {name}") for name, size in sizes.items() if size != 2]
    for value, noun_phrase in values:
        if value > 1 and value != 2 and (np.isclose(r, value, rtol=rtol) or np.isclose(r, 1 / value, rtol=rtol)):
            yield noun_phrase


def _causes(y: Array, e: Array, rtol: float, atol: float, sizes: Sizes) -> Iterator[str]:
    """Likely causes, the most telling first."""

    def same(a: Array, b: Array) -> bool:
        return a.shape == b.shape and bool(np.allclose(a, b, rtol=rtol, atol=atol))

    several = y.size > 1
    if same(y, -e):
        yield "it has the opposite sign"
    r = ratio(y, e, rtol, atol)
    if r is not None and (several or list(_made_of(abs(r), sizes, rtol))):
        sign = " and has the opposite sign" if r < 0 else ""
        yield f"it is {factor(r, sizes, rtol)}{sign}"
    if several:
        offset = y - e
        if np.allclose(offset, offset.flat[0], rtol=rtol, atol=atol):
            yield f"every entry is off by the same {formatting.number(float(offset.flat[0]))}"
        yield from _rearrangements(y, e, same)
        yield from _per_axis(y, e, rtol, atol)
    yield from _through_a_function(y, e, same)


def _rearrangements(y: Array, e: Array, same: Any) -> Iterator[str]:
    if y.ndim >= 2 and y.shape[-1] == y.shape[-2] and same(y, np.swapaxes(e, -1, -2)):
        yield "it is the transpose of the expected result"
    for axis in range(y.ndim):
        along = f" along axis {axis}" if y.ndim > 1 else ""
        if y.shape[axis] > 1 and same(y, np.flip(e, axis)):
            yield f"it is in reverse order{along}"
        for step in (1, -1):
            window = [slice(None)] * y.ndim
            window[axis] = slice(step, None) if step > 0 else slice(None, step)
            if y.shape[axis] > 3 and same(y[tuple(window)], np.roll(e, step, axis)[tuple(window)]):
                yield f"it is shifted by one{along}"
    distinct = np.unique(e).size > e.size // 2  # few values, such as 0 and 1, are in another order whatever went wrong
    if y.size > 2 and distinct and same(np.sort(y, axis=None), np.sort(e, axis=None)):
        yield "it holds the right numbers in another order"


def _per_axis(y: Array, e: Array, rtol: float, atol: float) -> Iterator[str]:
    if y.ndim < 2:
        return
    offset = y - e
    for axis, line in ((-1, "row"), (-2, "column")):
        if y.shape[axis] < 2 or not all(np.all(np.abs(a).max(axis=axis) > atol) for a in (y, e)):
            continue
        if np.allclose(offset, np.broadcast_to(offset.mean(axis=axis, keepdims=True), y.shape), rtol=rtol, atol=atol):
            yield f"every {line} is right up to an offset of its own"


def _through_a_function(y: Array, e: Array, same: Any) -> Iterator[str]:
    for digits in range(1, 5):
        if same(y, np.round(e, digits)):
            yield f"it is rounded to {digits} decimal{'s' if digits > 1 else ''}"
    if y.size < 2:
        return
    if np.all(e > 0) and same(y, np.log(e)):
        yield "it is the logarithm of the expected result"
    if same(y, np.exp(e)):
        yield "it is the exponential of the expected result"
    if same(y, e * e):
        yield "it is the square of the expected result"
    if np.all(e >= 0) and same(y, np.sqrt(e)):
        yield "it is the square root of the expected result"


def shape_cause(yours: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """Return the likely cause of a wrong shape, as a clause; empty if none is likely."""
    if len(yours) == len(expected):
        if yours != expected and sorted(yours) == sorted(expected) and len(yours) <= 5:
            order = next((p for p in permutations(range(len(yours))) if tuple(expected[i] for i in p) == yours), None)
            return "the axes are in another order; is a transpose missing or too many?" if order else ""
        ones = [axis for axis, (y, e) in enumerate(zip(yours, expected, strict=True)) if y == 1 != e]
        return f"axis {ones[0]} was summed away" if ones else ""
    if tuple(d for d in yours if d != 1) == tuple(d for d in expected if d != 1):
        return "an axis of length 1 is " + ("missing" if len(yours) < len(expected) else "too many")
    if len(yours) < len(expected) and yours == expected[len(expected) - len(yours) :]:
        return "the leading batch axes are missing"
    if len(yours) > len(expected):
        return "it has an axis too many; did a broadcast make it?"
    return "an axis was summed or dropped"


def _wide(array: Array) -> Array:
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64, copy=False)
