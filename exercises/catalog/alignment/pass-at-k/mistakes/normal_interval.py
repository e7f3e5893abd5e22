"""worked_example

Your interval is the mean plus and minus a multiple of the standard deviation, as for a normal distribution. The
exercise asks for quantiles of the resampled scores, which needn't be symmetric.
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
    low, high = estimates.mean() + 1.96 * scores.std() * np.array([-1, 1])
    return estimates.mean(), low, high
