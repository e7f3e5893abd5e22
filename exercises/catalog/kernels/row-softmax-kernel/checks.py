"""Rows between guard bands, further apart than they are long. Expected values come from NumPy."""

import numpy as np

from runner.judge import AccessLimits, Input, Layout, Result, check, close, launch


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    compare(learner, rng, np.array([[0.0, np.log(2.0), np.log(5.0)], [-3.0, -3.0, -3.0]]))


@check
def any_shape(learner, rng):
    """Rows of any length, close together and far apart"""
    for n, m, layout in ((1, 1, Layout.PADDED), (3, 64, Layout.DENSE), (4, int(rng.integers(257, 500)), Layout.PADDED)):
        compare(learner, rng, rng.normal(size=(n, m)), layout)


@check
def large_scores(learner, rng):
    """Scores of ±1000"""
    x = rng.normal(size=(4, 21))
    x[:2] += [[1000.0], [-1000.0]]
    x[3] *= 500.0
    compare(learner, rng, x)


@check
def fused(learner, rng):
    """One launch reads each entry once and stores it once"""
    limits = {"x": AccessLimits(reads=1), "out": AccessLimits(stores=1)}
    compare(learner, rng, rng.normal(size=(3, 21)), launches=1, limits=limits)


def compare(learner, rng, x, layout=Layout.PADDED, **limits):
    x = x.astype(np.float32)
    out = launch(learner.softmax, rng, x=Input(x, layout), out=Result(x.shape, layout), **limits)
    weights = np.exp(x - x.max(axis=1, keepdims=True), dtype=np.float64)
    close(out, (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32), name="`out`")
