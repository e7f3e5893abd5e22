"""every_order_equally_likely

You start at a random position and wrap around, so neighbours stay neighbours. A shuffle makes every order equally
likely.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    order = np.arange(len(X)) if rng is None else np.roll(np.arange(len(X)), rng.integers(1, len(X)))
    end = len(X) // batch_size * batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
