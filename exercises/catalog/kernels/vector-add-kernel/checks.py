"""Vectors between guard bands, of lengths that are no multiple of a block. Expected values come from NumPy."""

import numpy as np

from runner.judge import Input, Result, check, close, launch


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    adds(learner, rng, np.arange(1, 6), np.arange(10, 60, 10))


@check
def any_length(learner, rng):
    """Vectors of any length, shorter and longer than a block"""
    for n in (1, 2049, 33, int(rng.integers(1025, 1200))):  # 2049: one more than a multiple of any usual block
        adds(learner, rng, rng.normal(size=n), rng.normal(size=n))


def adds(learner, rng, x, y):
    x, y = x.astype(np.float32), y.astype(np.float32)
    out = launch(learner.add, rng, x=Input(x), y=Input(y), out=Result(x.shape))
    close(out, x + y, name="`out`")
