"""worked_drop_last

You do not use drop_last: when it is true, leave out a last batch that is not full.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
