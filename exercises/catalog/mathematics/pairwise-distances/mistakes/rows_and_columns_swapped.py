"""worked_example

Rows and columns have changed places: row i belongs to point i of X. X needs its new axis behind the points, (n, 1, d),
and Y before them, (1, m, d).
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.sqrt(((X[..., None, :, :] - Y[..., :, None, :]) ** 2).sum(axis=-1))
