"""worked_example

You compute 1 − (1 − c/n)^k, as if each program were put back after it was drawn. The same wrong program is then drawn
twice, and the estimate is too low. Draw without putting back: the numerator and the denominator shrink by one each
time.
"""

import numpy as np


def pass_at_k(n, c, k):
    return 1 - (1 - c / n) ** k


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    problems = rng.integers(len(n), size=(repeats, len(n)))
    scores = estimates[problems].mean(axis=1)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
