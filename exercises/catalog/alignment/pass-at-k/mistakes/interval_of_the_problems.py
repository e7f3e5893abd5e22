"""worked_example

Your interval says how the estimates of single problems spread. The interval is for the mean of a whole benchmark:
average each resample over its problems first.
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
    low, high = np.quantile(estimates, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
