"""shuffled

You shuffle inside the folds and not across them. Each fold still holds a run of the data.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = [rng.permutation(fold) for fold in np.array_split(np.arange(n), k)]
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
