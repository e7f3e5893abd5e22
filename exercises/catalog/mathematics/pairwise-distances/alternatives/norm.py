import numpy as np


def pairwise_distances(X, Y):
    return np.linalg.norm(np.expand_dims(X, -2) - np.expand_dims(Y, -3), axis=-1)
