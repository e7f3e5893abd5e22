import numpy as np


def k_fold(n, k, rng):
    if k < 2 or k > n:
        raise ValueError("k must be between 2 and n")
    order = rng.permutation(n)
    parts = np.array_split(order, k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]
