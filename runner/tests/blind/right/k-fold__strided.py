import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"cannot make {k} folds of {n} examples")
    order = np.arange(n)
    rng.shuffle(order)
    fold = np.empty(n, dtype=int)  # the fold of each example
    for place, example in enumerate(order):
        fold[example] = place % k
    return [(np.flatnonzero(fold != f), np.flatnonzero(fold == f)) for f in range(k)]
