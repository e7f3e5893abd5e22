"""worked_example

You cut off 1 − level at each end, so only 2·level − 1 of the scores lie between. Split the rest: half of it at each
end.
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
    low, high = np.quantile(scores, [1 - level, level])
    return estimates.mean(), low, high
