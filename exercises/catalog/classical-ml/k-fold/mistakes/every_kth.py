"""shuffled

You deal the indices out in turn, without chance. Where data have a rhythm, as days of a week, a fold would
hold one day only. Shuffle first.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = [np.arange(i, n, k) for i in range(k)]
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
