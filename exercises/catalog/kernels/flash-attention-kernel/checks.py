"""Heads between guard bands, with gaps between rows and heads. Expected values come from NumPy in double precision."""

import numpy as np

from runner.judge import AccessLimits, Input, Layout, Result, check, close, launch


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    compare(learner, rng, *np.zeros((2, 1, 16, 16)), np.arange(256).reshape(1, 16, 16))  # a block without an end
    v = np.zeros((1, 3, 16))
    v[0, :, 0], v[0, :, 1] = (3, 5, 10), (1, -1, 6)
    compare(learner, rng, np.zeros((1, 3, 16)), np.ones((1, 3, 16)), v)


@check
def one_block(learner, rng):
    """A few positions and several heads"""
    for heads, n, d in ((1, 1, 16), (2, 7, 32), (3, 16, 16)):
        compare(learner, rng, *rng.normal(size=(3, heads, n, d)))


@check
def many_blocks(learner, rng):
    """More positions than fit into a block"""
    compare(learner, rng, *rng.normal(size=(3, 1, int(rng.integers(129, 140)), 16)))
    compare(learner, rng, *rng.normal(size=(3, 1, 33, 32)))


@check
def large_scores(learner, rng):
    """Scores of ±1000"""
    q, k, v = rng.normal(size=(3, 1, 40, 16))
    compare(learner, rng, 60.0 * q, 20.0 * k, v)


@check
def block_by_block(learner, rng):
    """At most 128 rows at a time, each key read once by a program, and no n by n matrix in memory"""
    q, k, v = rng.normal(size=(3, 1, 200, 16))
    rows, once = AccessLimits(widths={1: 128}), AccessLimits(widths={1: 128}, reads_by_program=1)
    compare(learner, rng, q, k, v, scratch=128 * 200, limits={"q": rows, "k": once, "v": once, "out": rows})


def compare(learner, rng, q, k, v, **limits):
    q, k, v = (values.astype(np.float32) for values in (q, k, v))
    padded = Layout.PADDED
    out = launch(
        learner.attention, rng, q=Input(q, padded), k=Input(k, padded), v=Input(v, padded),
        out=Result(q.shape, padded), **limits,
    )  # fmt: skip
    scores = q.astype(np.float64) @ np.swapaxes(k.astype(np.float64), 1, 2) / np.sqrt(q.shape[-1])
    scores = np.where(np.tri(q.shape[1], dtype=bool), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    expected = weights / weights.sum(axis=-1, keepdims=True) @ v
    close(out, expected.astype(np.float32), name="`out`", rtol=1e-3, atol=1e-3)
