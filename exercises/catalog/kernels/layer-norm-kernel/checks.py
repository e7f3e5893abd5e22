"""Rows between guard bands. Expected values come from NumPy in double precision."""

import numpy as np

from runner.judge import AccessLimits, Input, Layout, Result, check, close, launch


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    x = np.array([[1.0, 4.0, 7.0], [5.0, 5.0, 8.0]])
    compare(learner, rng, x, np.array([1.0, 2.0, 3.0]), np.array([0.0, 10.0, 0.0]), 3.0)


@check
def any_shape(learner, rng):
    """Rows of any length, close together and far apart"""
    for n, m, layout in ((1, 1, Layout.PADDED), (3, 64, Layout.DENSE), (4, int(rng.integers(257, 500)), Layout.PADDED)):
        compare(learner, rng, rng.normal(size=(n, m)), *rng.normal(size=(2, m)), 1e-5, layout)


@check
def far_from_zero(learner, rng):
    """Rows whose mean is far larger than their deviation"""
    x = rng.choice([-1.0, 1.0], size=(3, 1)) * 1000.0 + rng.normal(size=(3, 50))
    compare(learner, rng, x, *rng.normal(size=(2, 50)), 1e-5)


@check
def one_pass(learner, rng):
    """One launch reads each entry of x once and stores each result once"""
    x, (weight, bias) = rng.normal(size=(3, 21)), rng.normal(size=(2, 21))
    limits = {"x": AccessLimits(reads=1)} | dict.fromkeys(("out", "mean", "rstd"), AccessLimits(stores=1))
    compare(learner, rng, x, weight, bias, 1e-5, launches=1, limits=limits)


def compare(learner, rng, x, weight, bias, eps, layout=Layout.PADDED, **limits):
    x, weight, bias = (values.astype(np.float32) for values in (x, weight, bias))
    out, mean, rstd = launch(
        learner.layer_norm, rng, x=Input(x, layout), weight=Input(weight), bias=Input(bias),
        out=Result(x.shape, layout), mean=Result(x.shape[:1]), rstd=Result(x.shape[:1]), eps=eps, **limits,
    )  # fmt: skip
    wide = x.astype(np.float64)
    centred = wide - wide.mean(axis=1, keepdims=True)
    factor = 1 / np.sqrt((centred**2).mean(axis=1) + eps)
    close(mean, wide.mean(axis=1).astype(np.float32), name="`mean`")
    close(rstd, factor.astype(np.float32), name="`rstd`", rtol=1e-3)
    close(out, (centred * factor[:, None] * weight + bias).astype(np.float32), name="`out`", rtol=1e-3, atol=1e-3)
