import numpy as np


def k_fold(n, k, rng):
    """Shuffle, cut into k parts, and let each be the validation part once."""
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = np.array_split(rng.permutation(n), k)
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
