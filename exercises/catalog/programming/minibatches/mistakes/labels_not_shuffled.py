"""each_once_with_its_label

You shuffle the examples but not the labels, so they no longer match. Index both with the same indices.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    X = X if rng is None else X[rng.permutation(len(X))]
    end = len(X) // batch_size * batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
