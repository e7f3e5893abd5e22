"""worked_example

Each of your resamples has every problem once, so all scores are equal and the interval has no width. Draw with
replacement: `rng.integers` may give a problem twice and another not at all.
"""

import numpy as np


def pass_at_k(n, c, k):
    drawn = np.arange(k)
    still_wrong = (n - c)[:, None] - drawn
    return 1 - (still_wrong / (n[:, None] - drawn)).prod(axis=1)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    problems = rng.permuted(np.tile(np.arange(len(n)), (repeats, 1)), axis=1)
    scores = estimates[problems].mean(axis=1)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
