import math

import numpy as np

from runner.judge import array, check, close, dtype, fail, formatting, heatmap, preserves_arguments


@check(example=True)
def worked_mask(learner, rng):
    """The masks of the worked example"""
    compare_mask(learner, 3, 3)
    compare_mask(learner, 2, 4)


@check
def any_mask(learner, rng):
    """The last query sees every key, even if there are fewer queries than keys"""
    for _ in range(6):
        n = int(rng.integers(1, 7))
        compare_mask(learner, n, n + int(rng.integers(0, 7)))
    compare_mask(learner, 1, 5)
    compare_mask(learner, 20, 30)


@check(example=True)
def worked_weights(learner, rng):
    """The weights of the worked example"""
    scores = np.array([[1.0, 5.0, 5.0], [0.0, math.log(3), 5.0], [2.0, 2.0, 2.0]])
    compare_weights(learner, scores)


@check
def any_weights(learner, rng):
    """Weights for any number of queries and keys, with leading axes"""
    for batch in [(), (3,), (2, 3), (1, 1, 2)]:
        n = int(rng.integers(2, 5))
        scores = rng.normal(size=(*batch, n, n + int(rng.integers(0, 4))))
        close(learner.causal_weights(scores), by_loops(scores), name="your weights")
    scores = rng.normal(size=(2, 50, 70))
    close(learner.causal_weights(scores), by_loops(scores), name="your weights")


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact, visible or hidden"""
    for scale in (1000.0, -1000.0):
        ramp = np.linspace(-scale, scale, 6)
        scores = np.tile(ramp, (6, 1)) + rng.normal(size=(6, 6))
        close(learner.causal_weights(scores), by_loops(scores), name="your weights")


@check
def scores_unchanged(learner, rng):
    """The scores are not modified"""
    scores = rng.normal(size=(2, 3, 4))
    close(learner.causal_weights(scores), by_loops(scores), name="your weights")
    preserves_arguments(learner)


def compare_mask(learner, n, m):
    mask = array(learner.causal_mask(n, m), name="your mask")
    expected = np.array([[j <= m - n + i for j in range(m)] for i in range(n)])
    if mask.shape == expected.shape:
        learner.show(heatmap({"your mask": mask, "expected": expected}, marks={"your mask": mask != expected}))
    dtype(mask, bool, name="your mask")
    close(mask, expected, name="your mask")


def compare_weights(learner, scores):
    weights = array(learner.causal_weights(scores), name="your weights")
    expected = by_loops(scores)
    if weights.shape == expected.shape:
        leaked = (expected == 0) & (weights != 0)
        learner.show(heatmap({"your weights": weights, "expected": expected}, marks={"your weights": leaked}))
        if leaked.any():
            query, key = np.argwhere(leaked)[0]
            fail(
                f"Query {query} gives key {key} a weight of {weights[query, key]:.2g}, though that key is later.",
                yours=formatting.text(weights),
                expected=formatting.text(expected),
            )
    close(weights, expected, name="your weights")


def by_loops(scores):
    """The definition, one query at a time."""
    *batch, n, m = scores.shape
    weights = np.zeros(scores.shape)
    for where in np.ndindex(*batch, n):
        seen = m - n + where[-1] + 1
        row = scores[where][:seen].tolist()
        largest = max(row)
        shares = [math.exp(s - largest) for s in row]
        total = sum(shares)
        weights[where][:seen] = [share / total for share in shares]
    return weights
