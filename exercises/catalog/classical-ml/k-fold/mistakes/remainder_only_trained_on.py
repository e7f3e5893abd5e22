"""worked_example

Your validation parts all have n // k examples, and the rest is in every training part and no validation part. Spread
it: make some parts longer by one.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}")
    order, size = rng.permutation(n), n // k
    cuts = [(i * size, (i + 1) * size) for i in range(k)]
    return [(np.concatenate([order[:start], order[stop:]]), order[start:stop]) for start, stop in cuts]
