"""every_choice_of_programs

You add up the probabilities that each of the k programs is right and subtract those that a pair is. That is exact for
k = 2 only. Compute the probability that all k are wrong, which is a single product.
"""

import numpy as np


def pass_at_k(n, c, k):
    return k * c / n - k * (k - 1) / 2 * c * (c - 1) / (n * (n - 1))


def report(n, c, k, level, repeats, rng):
    estimates = pass_at_k(n, c, k)
    problems = rng.integers(len(n), size=(repeats, len(n)))
    scores = estimates[problems].mean(axis=1)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
