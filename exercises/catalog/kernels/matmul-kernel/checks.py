"""Matrices between guard bands, in any order in memory. Expected values come from NumPy in double precision."""

import numpy as np

from runner.judge import Input, Layout, Result, check, close, dtype, launch

DENSE, PADDED, COLUMNS = Layout.DENSE, Layout.PADDED, Layout.COLUMNS


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    a, b = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 0], [0, 2], [10, 0]])
    compare(learner, rng, a, b, (PADDED, PADDED, PADDED))
    compare(learner, rng, a, b, (DENSE, DENSE, DENSE))


@check
def any_shape(learner, rng):
    """Matrices of any size, larger than a tile along each axis"""
    for m, n, k in ((1, 1, 1), (2, 70, 3), (70, 3, 5), (3, 5, 70), (37, 41, 40)):
        compare(learner, rng, rng.normal(size=(m, k)), rng.normal(size=(k, n)), (PADDED, PADDED, PADDED))


@check
def any_strides(learner, rng):
    """Matrices whose columns are consecutive in memory"""
    for layouts in ((COLUMNS, PADDED, PADDED), (PADDED, COLUMNS, PADDED), (PADDED, PADDED, COLUMNS)):
        compare(learner, rng, rng.normal(size=(9, 6)), rng.normal(size=(6, 12)), layouts)


@check
def half_precision(learner, rng):
    """A sum of many products in float16"""
    a, b = rng.uniform(1.0, 2.0, size=(4, 128)), rng.uniform(1.0, 2.0, size=(128, 5))
    b[64:] *= -1.0  # the sum grows to about 150 and shrinks again
    compare(learner, rng, a, b, (PADDED, PADDED, PADDED), np.float16)


def compare(learner, rng, a, b, layouts, kind=np.float32):
    a, b = a.astype(kind), b.astype(kind)
    shape = len(a), b.shape[1]
    of_a, of_b, of_c = layouts
    c = launch(learner.matmul, rng, a=Input(a, of_a), b=Input(b, of_b), c=Result(shape, of_c, kind))
    expected = a.astype(np.float64) @ b.astype(np.float64)
    dtype(c, kind, name="`c`")
    close(c, expected.astype(kind), name="`c`", rtol=2e-3 if kind is np.float16 else 1e-4, atol=1e-3)
