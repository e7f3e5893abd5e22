import numpy as np


def pairwise_distances(X, Y):
    """Every point of X less every point of Y, and the length of what is left."""
    differences = X[..., :, None, :] - Y[..., None, :, :]  # (..., n, 1, d) - (..., 1, m, d) -> (..., n, m, d)
    return np.sqrt((differences**2).sum(axis=-1))  # (..., n, m)
