"""thousands_of_programs

You multiply integers. NumPy's int64 ends at about 9e18 and continues with wrong numbers, without an error. Divide
factor by factor, in floating point, and multiply the quotients.
"""

import numpy as np


def pass_at_k(n, c, k):
    drawn = np.arange(k)
    still_wrong = (n - c)[:, None] - drawn
    return 1 - still_wrong.prod(axis=1) / (n[:, None] - drawn).prod(axis=1)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    problems = rng.integers(len(n), size=(repeats, len(n)))
    scores = estimates[problems].mean(axis=1)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
