"""worked_example

X - Y pairs the first point with the first and the second with the second. To get every pair, each needs an axis of
length 1 where the other has its points.
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.sqrt(((X - Y) ** 2).sum(axis=-1))
