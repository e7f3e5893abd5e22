"""worked_example

You average the squares over the coordinates. The distance sums them.
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.sqrt(((X[..., :, None, :] - Y[..., None, :, :]) ** 2).mean(axis=-1))
