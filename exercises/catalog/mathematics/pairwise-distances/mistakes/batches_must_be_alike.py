"""batch_axes

You assume that X and Y have the same batch axes. They broadcast: a missing axis counts as 1, and an axis of length 1
stretches.
"""

import numpy as np


def pairwise_distances(X, Y):
    if X.ndim == 2 and Y.ndim == 2:
        X, Y = X[None], Y[None]
        return pairwise_distances(X, Y)[0]
    return np.array([np.sqrt(((x[..., :, None, :] - y[..., None, :, :]) ** 2).sum(axis=-1)) for x, y in zip(X, Y)])
