"""every_order_equally_likely

You slice first and shuffle inside each batch, so the same examples always end up together. Shuffle all the data, then
slice.
"""

import numpy as np


def minibatches(X, y, batch_size, rng=None, drop_last=False):
    end = len(X) // batch_size * batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        batch = np.arange(start, min(start + batch_size, len(X)))
        batch = batch if rng is None else rng.permutation(batch)
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
