# Each fold has n // k examples and the last one takes all that is left, so the sizes differ by more than 1.
import numpy as np


def k_fold(n, k, rng):
    if k < 2 or k > n:
        raise ValueError("k must be between 2 and n")
    order = rng.permutation(n)
    size = n // k
    parts = [order[i * size : (i + 1) * size] for i in range(k - 1)]
    parts.append(order[(k - 1) * size :])
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]
