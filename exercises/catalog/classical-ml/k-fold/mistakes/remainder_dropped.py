"""worked_example

You cut parts of n // k and leave out the rest, so some examples are in no validation part. Make some folds larger by
one.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    order, size = rng.permutation(n), n // k
    used = order[: size * k]
    folds = [order[i * size : (i + 1) * size] for i in range(k)]
    return [(np.setdiff1d(used, fold), fold) for fold in folds]
