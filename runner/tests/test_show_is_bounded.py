"""Formatting shows about a hundred entries of a value, however large, long or nested it is."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from runner.judge import Tensor, formatting
from tests.processor import processor_bound

_GENEROUS_S = 2.0  # each takes milliseconds, and minutes without a bound


def _nested(depth: int) -> Any:
    value: Any = 0.5
    for _ in range(depth):
        value = [value] * 20
    return value


VALUES = {
    "short axes": np.zeros((6,) * 9, np.int8),
    "many short axes": np.zeros((2,) * 16, np.int8),
    "halves": np.zeros((4,) + (6,) * 8, np.float16),
    "complex": np.zeros((5,) * 8, np.complex64),
    "long": np.zeros(2**20),
    "long and empty": np.zeros((2**20, 0)),
    "tensor": Tensor(np.zeros((6,) * 8, np.float32)),
    "long int": 10**1_000_000,
    "long ints": [10**4_299] * 10_000,
    "long text": "x" * 10_000_000,
    "long texts": ["x" * 1_000_000] * 1_000,
    "nested lists": _nested(5),
    "nested dicts": {str(i): {str(j): {str(k): 0 for k in range(30)} for j in range(30)} for i in range(30)},
    "long keys": {"x" * 1_000_000 + str(i): i for i in range(20)},
    "many arrays": tuple(np.zeros((3, 3)) for _ in range(10_000)),
    "many keys": {i: np.zeros(4) for i in range(10_000)},
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_large_value_takes_no_longer_than_a_small_one(value: Any) -> None:
    with processor_bound(_GENEROUS_S):
        for wrapped in (value, (value,), {"W": value}, [value, value]):
            assert len(formatting.text(wrapped)) <= formatting.MAX_TEXT
            assert len(formatting.call("f", (wrapped,), {"k": wrapped})) <= formatting.MAX_TEXT


@pytest.mark.parametrize("axes", range(1, 17))
def test_an_array_of_any_number_of_axes_shows_few_entries(axes: int) -> None:
    shown = formatting._Writer().text(np.ones((6,) * min(axes, 8) + (1,) * max(0, axes - 8), np.int8))
    assert 1 <= len(re.findall(r"\b1\b", shown.split("\nshape")[0])) <= 100


def test_a_small_array_is_shown_whole() -> None:
    assert formatting.text(np.arange(60).reshape(3, 20)).count("...") == 0
    assert "shape (9, 9)" in formatting.text(np.zeros((9, 9)))


def test_omitted_entries_are_marked() -> None:
    assert formatting.text(list(range(200))).endswith("…]")
    assert formatting.text({i: i for i in range(30)}).endswith("…")
    assert formatting.text(10**50) == "an integer of about 51 digits"
