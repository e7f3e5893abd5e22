import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    """Shuffle the indices, not the data: one order indexes both X and y."""
    n = len(X)
    order = np.arange(n) if rng is None else rng.permutation(n)
    end = n // batch_size * batch_size if drop_last else n
    for start in range(0, end, batch_size):
        batch = order[start : start + batch_size]  # shorter at the end
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
