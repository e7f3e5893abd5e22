"""drawn_from_rng

You draw the order from another generator, such as NumPy's global one. Take it from rng, so that a run can be repeated
from its seed.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    order = np.arange(len(X)) if rng is None else np.random.permutation(len(X))
    end = len(X) // batch_size * batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
