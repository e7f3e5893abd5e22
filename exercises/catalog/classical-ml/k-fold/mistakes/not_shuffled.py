"""shuffled

You cut the indices in their order. Where data are sorted by class, a fold would hold one class only. Shuffle
first.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = np.array_split(np.arange(n), k)
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
