"""any_shape

You add the first two coordinates only. Sum over the whole last axis, however long it is.
"""

import numpy as np


def pairwise_distances(X, Y):
    D = X[..., :, None, :] - Y[..., None, :, :]
    return np.sqrt(D[..., 0] ** 2 + D[..., 1] ** 2)
