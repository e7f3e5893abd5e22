"""Assertions accept any plain data from a learner: they pass or fail with a message, and raise no other exception."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from runner.judge import (
    CheckFailure,
    Tensor,
    array,
    bars,
    close,
    dtype,
    entries,
    formatting,
    gradient,
    heatmap,
    parts,
    shape,
)

pytestmark = pytest.mark.sandbox

_DTYPES = ["bool", "int8", "uint64", "int64", "float16", "float32", "float64", "complex64", "complex128"]
_ARRAYS = st.sampled_from(_DTYPES).flatmap(
    lambda name: arrays.arrays(np.dtype(name), arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3))
)
_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=5), st.just(10**400)
)
_LEAVES = st.one_of(
    _SCALARS, _ARRAYS, _ARRAYS.map(lambda a: Tensor(a)), _ARRAYS.filter(lambda a: a.size > 0).map(lambda a: a.flat[0])
)
VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(st.sampled_from(["W", "b"]), st.integers()), inner, max_size=3),
    ),
    max_leaves=6,
)
_SQUARE = np.array([[1.0, -2.0], [0.5, 3.0]])
EXPECTED = [
    _SQUARE, np.array([1, 2]), np.array([True, False]), np.zeros((2, 0)), np.array([np.nan, np.inf]), np.array(2.0),
    3.0, 2, np.float32(0.5), "a", None, True, b"x", [1, 2], (_SQUARE, 1.0), {"W": _SQUARE, "b": 1.0},
    _SQUARE.astype(complex),
]  # fmt: skip


LIKELY = st.sampled_from(_DTYPES).flatmap(
    lambda name: arrays.arrays(np.dtype(name), st.sampled_from([(2, 2), (2,), (2, 0), ()]))
)


def outcome(word: Callable[[], Any]) -> CheckFailure | None:
    try:
        word()
    except CheckFailure as failure:
        return failure
    return None


@settings(max_examples=400, deadline=None)
@given(st.one_of(VALUES, LIKELY), st.sampled_from(EXPECTED))
@example(10**400, 3.0)
@example(10**400, 2)
def test_every_assertion_accepts_any_value(value: Any, expected: Any) -> None:
    words = [
        lambda: close(value, expected, sizes={"n": 2}),
        lambda: gradient(value, {"W": _SQUARE, "b": np.ones(2)}, batch=2, sizes={"n": 3}),
        lambda: gradient({"W": value, "b": value}, {"W": _SQUARE, "b": np.ones(2)}, batch=2),
        lambda: shape(value, (2, 2)),
        lambda: dtype(value, np.float64),
        lambda: array(value),
        lambda: parts(value, "loss", "grads"),
        lambda: entries(value, ["W", "b"]),
    ]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error")
        for word in words:
            failure = outcome(word)
            if failure is not None:
                assert failure.message
                assert all(isinstance(text, str) and len(text) < 3_000 for text in failure.detail.values())


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_any_value_prints_as_bounded_text_and_charts_hold_finite_numbers(value: Any) -> None:
    assert len(formatting.text(value)) <= formatting.MAX_TEXT
    assert len(formatting.call("f", (value, value), {"k": value}, ("x",))) <= formatting.MAX_TEXT
    assert formatting.kind(value)
    picture = heatmap({"yours": value}, marks={"yours": value})
    for panel in picture["panels"]:
        assert len(panel["rows"]) <= 32
        assert all(abs(x) <= 1e12 for row in panel["rows"] for x in row)
    for series in bars(["a"], {"yours": value})["series"]:
        assert all(abs(x) <= 1e12 for x in series["values"])


def test_large_values_are_abbreviated_in_reports() -> None:
    big = np.random.default_rng(0).normal(size=(300, 300))
    with pytest.raises(CheckFailure) as failure:
        close(big + np.eye(300), big)
    assert "row [0]: [" in failure.value.detail["yours"]
    assert len(failure.value.detail["yours"]) < 600
    assert len(heatmap({"yours": big})["panels"][0]["rows"][0]) == 32
