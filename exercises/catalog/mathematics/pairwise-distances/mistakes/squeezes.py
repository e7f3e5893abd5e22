"""any_shape

You squeeze the table, so a single point loses an axis. The shape is (n, m), even if n or m is 1.
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.squeeze(np.sqrt(((X[:, None, :] - Y[None, :, :]) ** 2).sum(axis=2)))
