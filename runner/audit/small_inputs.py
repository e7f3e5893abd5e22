"""A solution that is right for small inputs only. Some check has to see that: one call is of realistic size."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from runner.judge.mutants import Mutant

MAX_ENTRIES = 1000
CHANGE = f"calls with more than {MAX_ENTRIES} entries return zeros"


def small_inputs_only(source: str, file: str, entry: Sequence[str]) -> Mutant:
    """Correct values, but zeros once an argument or the value itself has more than `MAX_ENTRIES` entries."""
    wrappers = "".join(f"{name} = _right_if_small({name})\n" for name in entry)
    return Mutant(file, CHANGE, f"{source}\nfrom {__name__} import right_if_small as _right_if_small\n{wrappers}")


def right_if_small(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with zeros in place of its large results, and of its results for large inputs."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        value = function(*args, **kwargs)
        if all(count_entries(part) <= MAX_ENTRIES for part in (*args, *kwargs.values(), value)):
            return value
        if value is None:  # a kernel, which has written its result by now
            raise ValueError(CHANGE)
        return _zeros(value)

    return wrapped


def count_entries(value: Any) -> int:
    """Numbers and characters in a value, with all that it contains."""
    if isinstance(value, dict):
        return sum(map(count_entries, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(count_entries, value))
    if isinstance(value, str | bytes):
        return len(value)
    return math.prod(getattr(value, "shape", ()))


def _zeros(value: Any) -> Any:
    """The same form without the content: zeros and empty texts."""
    if isinstance(value, dict):
        return {key: _zeros(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_zeros, value))
    if isinstance(value, np.ndarray | np.generic):
        return np.zeros_like(value)
    if hasattr(value, "new_zeros"):  # a tensor
        return value.new_zeros(value.shape)
    return type(value)() if isinstance(value, str | bytes | int | float) else None
