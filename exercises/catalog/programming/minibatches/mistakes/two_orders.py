"""each_once_with_its_label

You draw one order for the examples and another for the labels. Use the same order for both.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    if rng is not None:
        X, y = rng.permutation(X), rng.permutation(y)
    end = len(X) // batch_size * batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
