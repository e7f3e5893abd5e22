"""worked_example

You cut the data into batch_size pieces. batch_size is the number of examples in a batch, not the number of batches.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
    for batch in np.array_split(order, batch_size):
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
