"""arguments_unchanged

You move X in place while you subtract, so the caller's points are changed. Write differences = X - y, which makes a new
array, instead of X -= y.
"""

import numpy as np


def pairwise_distances(X, Y):
    if X.ndim > 2 or Y.ndim > 2 or len(Y) > 1:
        return np.sqrt(((X[..., :, None, :] - Y[..., None, :, :]) ** 2).sum(axis=-1))
    X -= Y
    return np.sqrt((X**2).sum(axis=1, keepdims=True))
