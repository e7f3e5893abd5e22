"""worked_example

You leave out a last batch that is not full even though drop_last is false. In that case the remaining examples make a
shorter batch.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        batch = order[k * batch_size : (k + 1) * batch_size]
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
