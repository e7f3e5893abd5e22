"""``agree`` gives the same result as NumPy's isclose, whatever the arrays contain."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from runner.judge.comparison import agree

_SHAPES = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
_DTYPES = st.sampled_from(["float64", "float32", "complex128", "int64", "bool"])
_TOLERANCES = st.sampled_from([0.0, 1e-8, 1e-4, 0.5])


@settings(max_examples=300, deadline=None)
@given(st.data(), _SHAPES, _DTYPES, _TOLERANCES, _TOLERANCES)
def test_arrays_agree_where_isclose_says_so(
    data: st.DataObject, shape: tuple[int, ...], dtype: str, rtol: float, atol: float
) -> None:
    numbers = st.sampled_from([0, 1, 1e-9, 1.00005, -1, np.nan, np.inf, -np.inf]) if dtype[0] in "fc" else None
    yours, expected = (data.draw(arrays.arrays(dtype, shape, elements=numbers)) for _ in range(2))
    with np.errstate(all="ignore"):
        wanted = np.isclose(yours + 0.0, expected + 0.0, rtol=rtol, atol=atol, equal_nan=True)
    found = agree(yours, expected, rtol, atol)
    assert np.array_equal(found, wanted)
    assert np.shape(found) == shape
