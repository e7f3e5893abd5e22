"""arguments_unchanged

You subtract from the caller's `n` in place. The caller still needs it: make a new array.
"""

import numpy as np


def pass_at_k(n, c, k):
    total = n.copy()
    n -= c
    drawn = np.arange(k)
    return 1 - ((n[:, None] - drawn) / (total[:, None] - drawn)).prod(axis=1)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n.copy(), c, k)
    problems = rng.integers(len(n), size=(repeats, len(n)))
    scores = estimates[problems].mean(axis=1)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
