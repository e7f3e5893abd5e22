import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    if rng is not None:
        order = np.argsort(rng.random(len(X)))  # random keys, sorted
        X, y = X[order], y[order]
    for i in range(-(-len(X) // batch_size)):
        x, labels = X[i * batch_size :][:batch_size], y[i * batch_size :][:batch_size]
        if drop_last and len(x) < batch_size:
            return
        yield x, labels


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
