import numpy as np


def pairwise_distances(X, Y):
    """The length of every point of X minus every point of Y."""
    differences = X[..., :, None, :] - Y[..., None, :, :]  # (..., n, 1, d) - (..., 1, m, d) -> (..., n, m, d)
    return np.sqrt((differences**2).sum(axis=-1))  # (..., n, m)
