"""far_from_the_origin

You expand the square into x² + y² - 2xy and clean up small values afterwards. For points of size 1e8 the squares are
1e16, which leaves no digit for a distance of 1. Subtract first, then square.
"""

import numpy as np


def pairwise_distances(X, Y):
    squares = (X**2).sum(axis=-1)[..., :, None] + (Y**2).sum(axis=-1)[..., None, :]
    D = np.sqrt(np.maximum(squares - 2 * X @ np.swapaxes(Y, -1, -2), 0))
    return np.where(D < 1e-6, 0.0, D)
