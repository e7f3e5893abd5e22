# Examples and labels are shuffled with two different permutations, so the labels no longer belong to their examples.
import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    n = len(X)
    if rng is not None:
        X = rng.permutation(X)
        y = rng.permutation(y)
    for start in range(0, n, batch_size):
        x_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        if drop_last and len(x_batch) < batch_size:
            return
        yield x_batch, y_batch


def one_epoch(X, y, batch_size, **options):
    """Given: the batches of your generator as a list. Do not change it."""
    return list(minibatches(X, y, batch_size, **options))
