"""to_itself

You add a small number under the root, so the distance from a point to itself is not 0. The root of 0 is 0; you need to
add nothing.
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.sqrt(((X[..., :, None, :] - Y[..., None, :, :]) ** 2).sum(axis=-1) + 1e-18)
