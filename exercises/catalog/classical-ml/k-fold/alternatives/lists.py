import numpy as np


def k_fold(n, k, rng):
    if k not in range(2, n + 1):
        raise ValueError("k must be from 2 to n")
    order = list(range(n))
    rng.shuffle(order)
    splits = []
    for i in range(k):
        validation = order[i::k]
        training = [index for index in order if index not in validation]
        splits.append((np.array(training), np.array(validation)))
    return splits
