"""arguments_unchanged

Your function writes into its arguments, so the caller's points are changed.

---
X -= y works in place; differences = X - y makes a new array.
"""

import numpy as np


def pairwise_distances(X, Y):
    if X.ndim > 2 or Y.ndim > 2 or len(Y) > 1:
        return np.sqrt(((X[..., :, None, :] - Y[..., None, :, :]) ** 2).sum(axis=-1))
    X -= Y
    return np.sqrt((X**2).sum(axis=1, keepdims=True))
