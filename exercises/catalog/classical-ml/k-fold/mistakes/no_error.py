"""impossible_k

You return splits for an impossible k: one fold leaves nothing to train on, and more folds than examples leave some
empty. Raise ValueError.
"""

import numpy as np


def k_fold(n, k, rng):
    k = max(k, 1)
    folds = np.array_split(rng.permutation(n), k)
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]
