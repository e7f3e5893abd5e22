"""shuffled

You deal the indices out in turn, without randomness. If the data are periodic, such as daily values, a fold may hold a
single weekday. Shuffle first.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = [np.arange(i, n, k) for i in range(k)]
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
