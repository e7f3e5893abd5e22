"""impossible_k

You accept more folds than there are examples, so some have nothing to validate on. Raise a ValueError there too.
"""

import numpy as np


def k_fold(n, k, rng):
    if k < 2:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = np.array_split(rng.permutation(n), k)
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
