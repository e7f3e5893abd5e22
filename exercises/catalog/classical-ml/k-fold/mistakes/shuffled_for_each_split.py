"""worked_example

You shuffle again for each split, so validation parts overlap: some examples are in two and others in none. Shuffle
once, then cut.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = [np.array_split(rng.permutation(n), k)[i] for i in range(k)]
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
