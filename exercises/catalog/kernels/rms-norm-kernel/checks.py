"""Rows between guard bands, in single and half precision. Expected values come from NumPy in double precision."""

import numpy as np

from runner.judge import AccessLimits, Input, Layout, Result, check, close, dtype, launch


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    compare(learner, rng, np.array([[1.0, -2.0, 4.0], [3.0, 3.0, 0.0]]), np.array([1.0, 10.0, 2.0]), 2.0)


@check
def any_shape(learner, rng):
    """Rows of any length, close together and far apart"""
    for n, m, layout in ((1, 1, Layout.PADDED), (3, 64, Layout.DENSE), (4, int(rng.integers(257, 500)), Layout.PADDED)):
        compare(learner, rng, rng.normal(size=(n, m)), rng.normal(size=m), 1e-5, layout)


@check
def small_rows(learner, rng):
    """Rows so small that eps decides"""
    for size in (1e-3, 1e-5):
        compare(learner, rng, rng.uniform(0.5, 1.0, size=(2, 11)) * size, rng.uniform(0.5, 2.0, size=11), 1e-6)


@check
def half_precision(learner, rng):
    """Large values in float16"""
    x = rng.uniform(300.0, 1000.0, size=(3, 100)) * rng.choice([-1.0, 1.0], size=(3, 100))
    compare(learner, rng, x, rng.uniform(0.5, 2.0, size=100), 1e-5, kind=np.float16)


@check
def one_pass(learner, rng):
    """One launch reads each entry of x once and stores each result once"""
    limits = {"x": AccessLimits(reads=1), "out": AccessLimits(stores=1)}
    compare(learner, rng, rng.normal(size=(3, 21)), rng.normal(size=21), 1e-5, launches=1, limits=limits)


def compare(learner, rng, x, weight, eps, layout=Layout.PADDED, kind=np.float32, **limits):
    x, weight = x.astype(kind), weight.astype(np.float32)
    out = launch(
        learner.rms_norm, rng, x=Input(x, layout), weight=Input(weight), out=Result(x.shape, layout, kind), eps=eps,
        **limits,
    )  # fmt: skip
    wide = x.astype(np.float64)
    expected = wide / np.sqrt((wide**2).mean(axis=1, keepdims=True) + eps) * weight
    dtype(out, kind, name="`out`")
    close(out, expected.astype(kind), name="`out`")
