"""batch_axes

You take it for granted that X and Y have the same batch axes. They follow the rules of broadcasting: a missing one
counts as 1, and 1 stretches.
"""

import numpy as np


def pairwise_distances(X, Y):
    if X.ndim == 2 and Y.ndim == 2:
        X, Y = X[None], Y[None]
        return pairwise_distances(X, Y)[0]
    return np.array([np.sqrt(((x[..., :, None, :] - y[..., None, :, :]) ** 2).sum(axis=-1)) for x, y in zip(X, Y)])
