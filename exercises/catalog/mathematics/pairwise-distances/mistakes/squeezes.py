"""any_shape

You squeeze the table, so with a single point an axis is lost. The shape is (n, m), also where n or m is 1.
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.squeeze(np.sqrt(((X[:, None, :] - Y[None, :, :]) ** 2).sum(axis=2)))
