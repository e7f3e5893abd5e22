"""worked_example

You take the mean of the squares over the coordinates, where the distance takes their sum.
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.sqrt(((X[..., :, None, :] - Y[..., None, :, :]) ** 2).mean(axis=-1))
