"""each_once_with_its_label

You draw examples at random each time, so some appear twice and others not at all. Each should appear once per epoch:
draw one order and go through it.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    order = np.arange(len(X)) if rng is None else rng.integers(len(X), size=len(X))
    end = len(X) // batch_size * batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
