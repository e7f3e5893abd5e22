"""worked_example

You draw indices with replacement, so some appear twice and others never. A permutation holds each index once.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = np.array_split(rng.integers(n, size=n), k)
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
