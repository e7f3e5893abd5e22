"""Rows between guard bands, longer than a block. Expected values come from NumPy in double precision."""

import numpy as np

from runner.judge import AccessLimits, Input, Layout, Result, check, close, launch


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    compare(learner, rng, np.log([[1.0, 2.0, 4.0, 8.0]]), 2)
    compare(learner, rng, np.log([[1.0, 2.0, 4.0, 8.0, 5.0]]), 2)
    compare(learner, rng, np.log([[1.0, 2.0, 4.0, 8.0, 5.0], [1.0, 1.0, 1.0, 1.0, 1.0]]), 4)


@check
def rising_and_falling(learner, rng):
    """Rows and blocks of any length, each block far above or below the one before"""
    for n, m, block in ((1, 1, 16), (3, 33, 16), (2, 64, 32), (2, int(rng.integers(100, 300)), 64)):
        x = np.sort(rng.normal(scale=80.0, size=(n, m)), axis=1)
        x[:, -1] = np.abs(x[:, -1])  # a maximum that starts at 0 is for large_scores to find
        x[::2] = x[::2, ::-1]
        compare(learner, rng, x, block)


@check
def large_scores(learner, rng):
    """Scores of ±1000"""
    x = rng.normal(size=(3, 21))
    x[:2] += [[1000.0], [-1000.0]]
    x[2] *= 300.0
    compare(learner, rng, x, 8)


@check
def two_passes(learner, rng):
    """Each entry is read at most twice, and at most `block` of a row at a time"""
    compare(learner, rng, rng.normal(size=(2, 50)), 16, {"x": AccessLimits(reads=2, widths={1: 16})})


def compare(learner, rng, x, block, limits=None):
    x = x.astype(np.float32)
    layout = Layout.PADDED
    x_in, result = Input(x, layout), Result(x.shape, layout)
    out = launch(learner.softmax, rng, limits=limits, x=x_in, out=result, block=block)
    weights = np.exp(x - x.max(axis=1, keepdims=True), dtype=np.float64)
    close(out, (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32), name="`out`")
