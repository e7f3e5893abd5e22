"""worked_example

You compute the probability that all k programs are right. One right program is enough: take 1 minus the probability
that all k are wrong.
"""

import numpy as np


def pass_at_k(n, c, k):
    drawn = np.arange(k)
    return (np.maximum(c[:, None] - drawn, 0) / (n[:, None] - drawn)).prod(axis=1)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    problems = rng.integers(len(n), size=(repeats, len(n)))
    scores = estimates[problems].mean(axis=1)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
