"""worked_example

You average over the resamples and not over the problems of each. Row b of the drawn array is resample b: average
along axis 1.
"""

import numpy as np


def pass_at_k(n, c, k):
    drawn = np.arange(k)
    still_wrong = (n - c)[:, None] - drawn
    return 1 - (still_wrong / (n[:, None] - drawn)).prod(axis=1)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    problems = rng.integers(len(n), size=(repeats, len(n)))
    scores = estimates[problems].mean(axis=0)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
