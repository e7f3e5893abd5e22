"""worked_example

Your training parts hold all indices, including those of the validation part. A model that has seen its test data looks
better than it is. Leave the fold out.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}; it must be from 2 to {n}")
    folds = np.array_split(rng.permutation(n), k)
    return [(np.arange(n), fold) for fold in folds]
