"""worked_example

You draw new numbers of right programs for each problem. That shows the noise of sampling programs, not that of
choosing problems. Draw problems, with all of their programs.
"""

import numpy as np


def pass_at_k(n, c, k):
    drawn = np.arange(k)
    still_wrong = (n - c)[:, None] - drawn
    return 1 - (still_wrong / (n[:, None] - drawn)).prod(axis=1)


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    scores = np.array([pass_at_k(n, rng.binomial(n, c / n), k).mean() for _ in range(repeats)])
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
