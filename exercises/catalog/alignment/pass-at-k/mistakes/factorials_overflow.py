"""thousands_of_programs

You divide products that grow like factorials. Beyond about 170 programs they are infinite in float64, and infinity
divided by infinity is nan. Divide first, factor by factor, and multiply the quotients.
"""

import numpy as np


def pass_at_k(n, c, k):
    drawn = np.arange(k)
    still_wrong = ((n - c)[:, None] - drawn).astype(float).prod(axis=1)
    return 1 - still_wrong / (n[:, None] - drawn).astype(float).prod(axis=1)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    problems = rng.integers(len(n), size=(repeats, len(n)))
    scores = estimates[problems].mean(axis=1)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
