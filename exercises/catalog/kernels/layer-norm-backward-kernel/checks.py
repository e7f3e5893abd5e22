"""Rows between guard bands, in bfloat16. Expected values come from NumPy in double precision."""

import numpy as np

from runner.judge import AccessLimits, Input, Layout, Result, check, close, launch


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    x, dy = np.array([[1.0, 3.0], [4.0, 0.0], [6.0, 2.0]]), np.array([[2.0, 4.0], [1.0, 1.0], [0.0, 2.0]])
    compare(learner, rng, dy, x, np.array([1.0, 3.0]), np.array([2.0, 2.0, 4.0]), np.array([0.5, 0.25, 0.5]))


@check
def any_shape(learner, rng):
    """Any number of rows, of any length, close together and far apart, and sums that keep their digits"""
    for n, m, layout in ((1, 1, Layout.PADDED), (21, 70, Layout.DENSE), (3, 450, Layout.PADDED)):
        compare(learner, rng, *draw(rng, n, m), layout=layout)
    _, *rest = draw(rng, 64, 3)
    compare(learner, rng, 1 + 0.25 * rng.random((64, 3)), *rest)


@check
def partial_sums(learner, rng):
    """Two launches, one read of each entry, and partial sums that don't grow with the rows"""
    dy, x, weight, mean, rstd = draw(rng, 40, 21)
    limits = dict.fromkeys(("dy", "x"), AccessLimits(reads=1))
    limits |= {"dx": AccessLimits(stores=1, share=20 * 21)} | dict.fromkeys(
        ("dweight", "dbias"), AccessLimits(stores=1)
    )
    compare(learner, rng, dy, x, weight, mean, rstd, launches=2, scratch=16 * 21, limits=limits)


def draw(rng, n, m):
    x, dy = rng.normal(size=(2, n, m)) + rng.normal(size=(2, n, 1))
    x = as_numbers(as_bits(x))
    return dy, x, rng.normal(size=m), x.mean(axis=1), 1 / np.sqrt(x.var(axis=1) + 1e-2)


def compare(learner, rng, dy, x, weight, mean, rstd, layout=Layout.PADDED, **limits):
    dy, x, (weight, mean, rstd) = as_bits(dy), as_bits(x), (each.astype(np.float32) for each in (weight, mean, rstd))
    n, m = x.shape
    dx, dweight, dbias = launch(
        learner.layer_norm_backward, rng, dy=Input(dy, layout), x=Input(x, layout), weight=Input(weight),
        mean=Input(mean), rstd=Input(rstd), dx=Result((n, m), layout, np.int16), dweight=Result((m,)),
        dbias=Result((m,)), **limits,
    )  # fmt: skip
    dy, x, (weight, mean, rstd) = as_numbers(dy), as_numbers(x), (each.astype(float) for each in (weight, mean, rstd))
    x_hat = (x - mean[:, None]) * rstd[:, None]
    g = dy * weight
    expected = g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True)
    expected *= rstd[:, None]
    close(as_numbers(dx), expected, name="`dx`", rtol=2**-8, atol=1e-4 * (1 + np.abs(expected).max()))  # half a step
    close(dbias, dy.sum(axis=0).astype(np.float32), name="`dbias`", rtol=1e-4, atol=1e-4 * n)
    close(dweight, (dy * x_hat).sum(axis=0).astype(np.float32), name="`dweight`", rtol=1e-4, atol=1e-4 * n)


def as_bits(values):
    """The nearest bfloat16, as its bits in an int16; a tie goes to the even one."""
    whole = values.astype(np.float32).view(np.uint32)
    return ((whole + 0x7FFF + ((whole >> 16) & 1)) >> 16).astype(np.uint16).view(np.int16)


def as_numbers(bits):
    return (bits.view(np.uint16).astype(np.uint32) << 16).view(np.float32).astype(float)
