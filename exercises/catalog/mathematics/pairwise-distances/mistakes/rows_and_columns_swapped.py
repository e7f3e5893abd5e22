"""worked_example

Rows and columns are swapped: row i belongs to point i of X. X needs its new axis after the points, (n, 1, d), and Y
before them, (1, m, d).
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.sqrt(((X[..., None, :, :] - Y[..., :, None, :]) ** 2).sum(axis=-1))
