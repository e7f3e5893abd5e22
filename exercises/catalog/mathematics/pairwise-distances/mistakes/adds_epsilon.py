"""to_itself

You add a small number under the root, so a point is not at distance 0 from itself. The root of 0 is 0; nothing needs to
be added.
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.sqrt(((X[..., :, None, :] - Y[..., None, :, :]) ** 2).sum(axis=-1) + 1e-18)
