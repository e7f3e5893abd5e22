"""worked_example

You return the validation part first. With k folds the training part holds k - 1 of them.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = np.array_split(rng.permutation(n), k)
    return [(fold, np.setdiff1d(np.arange(n), fold)) for fold in folds]
