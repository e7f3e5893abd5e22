"""Advice for a learner whose function returned a value that can't cross."""

from __future__ import annotations

from typing import Any

import numpy as np


def with_article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def class_name(value: Any) -> str:
    kind = type(value)
    module = kind.__module__
    return f"{kind.__qualname__}" if module in ("builtins", "solution") else f"{module}.{kind.__qualname__}"


_INSTEAD = {
    "generator": "return a list: list(...)",
    "map": "return a list: list(...)",
    "zip": "return a list: list(...)",
    "filter": "return a list: list(...)",
    "range": "return a list: list(...)",
    "dict_keys": "return a list: list(...)",
    "dict_values": "return a list: list(...)",
    "dict_items": "return a list: list(...)",
    "set": "return a sorted list: sorted(...)",
    "frozenset": "return a sorted list: sorted(...)",
    "complex": "return numpy.complex128(...)",
    "function": "call it, and return what it gives",
    "method": "call it, and return what it gives",
    "builtin_function_or_method": "call it, and return what it gives",
    "coroutine": "use def instead of async def",
}


def describe_unfit(value: Any, where: str) -> str:
    """Say why a value can't cross, and what to return instead."""
    name = str(class_name(value))[:80]
    instead = _INSTEAD.get(name)
    if instead is None:
        instead = next(
            (
                f"return a plain one: {base.__name__}(...)"
                for base in (int, float, str, list, tuple, dict)
                if isinstance(value, base)
            ),
            "return numbers, strings, lists, tuples, dicts, NumPy arrays or torch tensors",
        )
        if isinstance(value, np.ndarray):
            instead = "return a plain array: numpy.asarray(...)"
    return f"{where} is {with_article(name)}; {instead}"
