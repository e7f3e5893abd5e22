import numpy as np


def k_fold(n, k, rng):
    if k < 2 or k > n:
        raise ValueError("k must be from 2 to n")
    fold_of = rng.permutation(np.arange(n) % k)  # deal the folds out, then shuffle who gets which
    return [(np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)) for fold in range(k)]
