"""impossible_k

You return None for an impossible k. The caller continues with it and fails somewhere else. Raise ValueError.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        return None
    folds = np.array_split(rng.permutation(n), k)
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
