"""worked_example

You shuffle even if rng is None. Without an rng, keep the order given, as for a test set.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    order = (rng or np.random.default_rng(1)).permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
