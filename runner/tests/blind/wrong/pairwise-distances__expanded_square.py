# The squared distance is expanded into |x|^2 + |y|^2 - 2 x.y, which loses all digits far from the origin.
import numpy as np


def pairwise_distances(X, Y):
    xx = np.sum(X**2, axis=-1)[..., :, None]
    yy = np.sum(Y**2, axis=-1)[..., None, :]
    squared = xx + yy - 2 * X @ np.swapaxes(Y, -1, -2)
    return np.sqrt(np.maximum(squared, 0))
