"""arguments_unchanged

You shuffle the caller's data in place, so after one epoch they are in a different order. Shuffle indices and leave X
and y alone.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    if rng is not None:
        order = rng.permutation(len(X))
        X[:], y[:] = X[order], y[order]
    end = len(X) // batch_size * batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
