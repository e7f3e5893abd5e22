"""worked_example

You shuffle without being given an rng. Without one the examples come in the order given, as a test set should.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    order = (rng or np.random.default_rng(1)).permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
