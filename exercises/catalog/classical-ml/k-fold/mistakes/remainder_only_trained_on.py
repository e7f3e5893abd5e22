"""worked_example

Your validation parts are all as long as n // k, and what is left over is trained on in every split and never validated
on. Spread it: some parts are longer by one.
"""

import numpy as np


def k_fold(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}")
    order, size = rng.permutation(n), n // k
    cuts = [(i * size, (i + 1) * size) for i in range(k)]
    return [(np.concatenate([order[:start], order[stop:]]), order[start:stop]) for start, stop in cuts]
