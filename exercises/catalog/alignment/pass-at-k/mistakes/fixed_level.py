"""interval

Your interval always has the level 0.8. Compute the ends from `level`.
"""

import numpy as np


def pass_at_k(n, c, k):
    drawn = np.arange(k)
    still_wrong = (n - c)[:, None] - drawn
    return 1 - (still_wrong / (n[:, None] - drawn)).prod(axis=1)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    problems = rng.integers(len(n), size=(repeats, len(n)))
    scores = estimates[problems].mean(axis=1)
    low, high = np.quantile(scores, [0.1, 0.9])
    return estimates.mean(), low, high
