import numpy as np


def pass_at_k(n, c, k):
    """Draw k programs one after the other: all are wrong with the product of the shares of wrong ones."""
    drawn = np.arange(k)
    still_wrong = (n - c)[:, None] - drawn  # (p, k); if they run out, one factor is 0
    return 1 - (still_wrong / (n[:, None] - drawn)).prod(axis=1)


def report(n, c, k, level, repeats, rng):
    """The quantiles of the scores of resampled benchmarks."""
    estimates = pass_at_k(n, c, k)  # (p,)
    problems = rng.integers(len(n), size=(repeats, len(n)))
    scores = estimates[problems].mean(axis=1)  # (repeats,)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return estimates.mean(), low, high
