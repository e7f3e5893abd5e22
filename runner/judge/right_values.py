"""Compare a learner's values with the right ones, before a mistake of ours that gives the same values is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from runner.catalog import CatalogExercise
from runner.judge.check_runs import CheckRun, reference_calls
from runner.judge.comparison import Array
from runner.judge.launches import takes_buffers
from runner.judge.limits import time_limit
from runner.judge.proxy import Call
from runner.wire.values import Tensor

_MAX_SECONDS = 2.0  # for our solution to run the check
_MAX_ROUNDING = 1e-6  # of single precision, as a part of the largest number
_ROUNDING_OF_ZERO = 1e-12  # what a sum of numbers around 1 that should come to 0 may leave
_NEARER = 10  # times nearer to the mistake's values than to the right ones


def right_calls(exercise: CatalogExercise, run: CheckRun) -> Sequence[Call]:
    """The calls of our solution in the same check; empty if it can't run it."""
    try:
        with time_limit(_MAX_SECONDS):
            return reference_calls(exercise, run.check, run.seed)
    except Exception:  # the check may depend on what the learner returned
        return ()


def is_near_miss(calls: Sequence[Call], own_values: Sequence[Any], right: Sequence[Call]) -> bool:
    """Whether the learner's numbers are hardly nearer to ``own_values``, a mistake's, than to the right ones.

    Numbers of 16 bits are compared so loosely that any mistake would seem to give what the learner's rounding gave. The
    call that is furthest from right decides; differences of rounding alone tell nothing.
    """
    distances = []
    for call, own_value, right_call in zip(calls, own_values, right, strict=False):
        if call.error is None and call.times is None and not takes_buffers(call.args):
            numbers, own, expected = map(_numbers, (call.value, own_value, right_call.value))
            if numbers.shape == own.shape == expected.shape:
                distances.append((_distance(numbers, expected, expected), _distance(numbers, own, expected)))
    from_right, from_own = max(distances, default=(0.0, 0.0))
    return from_right > _MAX_ROUNDING and from_own > from_right / _NEARER


def has_right_form(calls: Sequence[Call], right: Sequence[Call]) -> bool:
    """Whether all values have the types, keys and numbers of axes that the right ones have, and are as finite.

    Too many mistakes lead to NaN for it to tell one of them from the others.
    """
    pairs = zip(calls, right, strict=False)
    return all(call.error is not None or _same_form(call.value, expected.value) for call, expected in pairs)


def _same_form(value: Any, expected: Any) -> bool:
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(_same_form(value[key], expected[key]) for key in value)
    if isinstance(value, list | tuple) and type(value) is type(expected):
        is_longer = isinstance(value, tuple) and len(value) != len(expected)  # a list's length may be what is asked
        return not is_longer and all(map(_same_form, value, expected))
    if isinstance(value, Tensor) and isinstance(expected, Tensor):
        value, expected = value.array, expected.array
    is_finite, is_to_be_finite = (bool(np.isfinite(_numbers(part)).all()) for part in (value, expected))
    return bool(_kind(value) == _kind(expected)) and (is_finite or not is_to_be_finite)


def _kind(value: Any) -> Any:
    if isinstance(value, bool | np.bool_):
        return bool
    if isinstance(value, int | float | np.number) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return float
    return (value.ndim, value.dtype.kind) if isinstance(value, np.ndarray) else type(value)


def _distance(numbers: Array, other: Array, expected: Array) -> float:
    """The largest distance between two numbers, as a part of the largest expected number.

    It is infinity where only one of two numbers is finite. What rounding leaves of 0 is no distance: it would be as
    large as the expected number, which is 0 or as small.
    """
    if (np.isfinite(numbers) != np.isfinite(other)).any():
        return np.inf
    with np.errstate(all="ignore"):
        distances, sizes = np.abs(numbers - other), np.abs(expected)
    largest = float(np.max(distances, initial=0.0, where=np.isfinite(distances)))
    if largest <= _ROUNDING_OF_ZERO:
        return 0.0
    return largest / (float(np.max(sizes, initial=0.0, where=np.isfinite(sizes))) or 1.0)


def _numbers(value: Any) -> Array:
    """All floating-point numbers of a value, those of a dict by its sorted keys. Others are compared exactly anyway."""
    return np.concatenate([np.zeros(0), *_float_arrays(value)])


def _float_arrays(value: Any) -> Iterator[Array]:
    if isinstance(value, dict | list | tuple):
        for item in [value[key] for key in sorted(value, key=str)] if isinstance(value, dict) else value:
            yield from _float_arrays(item)
        return
    array = value.array if isinstance(value, Tensor) else value
    if isinstance(array, float | np.ndarray | np.inexact) and (flat := np.ravel(array)).dtype.kind in "fc":
        yield flat.astype(np.complex128 if flat.dtype.kind == "c" else np.float64)
