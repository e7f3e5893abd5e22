"""Matrices between guard bands, in any order in memory. Expected values come from NumPy in double precision."""

import numpy as np

from runner.judge import AccessLimits, Input, Layout, Result, check, close, dtype, launch

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
    a = np.concatenate([rng.choice([4.0, 8.0], size=(4, 64)), rng.choice([0.125, 0.25], size=(4, 128))], axis=1)
    b = np.concatenate([rng.choice([12.0, 16.0, 20.0], size=(64, 5)), rng.choice([0.0625, 0.125], size=(128, 5))])
    # The sum grows to about 6000, where float16 has steps of 4, and back to 0. In any blocks the part between is lost.
    a, b = np.concatenate([a, a[:, :64]], axis=1), np.concatenate([b, -b[:64]])
    compare(learner, rng, a, b, (PADDED, PADDED, PADDED), np.float16)


@check
def many_programs(learner, rng):
    """No program computes more than 128 by 128 entries of a larger product"""
    a, b = rng.normal(size=(150, 2)), rng.normal(size=(2, 150))
    compare(learner, rng, a, b, (PADDED, PADDED, PADDED), limits={"c": AccessLimits(share=128 * 128)})


def compare(learner, rng, a, b, layouts, kind=np.float32, limits=None):
    a, b = a.astype(kind), b.astype(kind)
    shape = len(a), b.shape[1]
    of_a, of_b, of_c = layouts
    c = launch(learner.matmul, rng, limits=limits, a=Input(a, of_a), b=Input(b, of_b), c=Result(shape, of_c, kind))
    expected = a.astype(np.float64) @ b.astype(np.float64)
    dtype(c, kind, name="`c`")
    close(c, expected.astype(kind), name="`c`", rtol=2e-3 if kind is np.float16 else 1e-4, atol=1e-3)
