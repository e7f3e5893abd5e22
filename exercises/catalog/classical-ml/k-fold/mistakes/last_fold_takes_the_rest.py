"""any_number

Your last fold takes all the leftover examples, and may be nearly twice as large as the others. Spread them: sizes
differ by at most one.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    order, size = rng.permutation(n), n // k
    folds = [order[i * size : (i + 1) * size if i < k - 1 else n] for i in range(k)]
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
