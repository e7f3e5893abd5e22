"""arguments_unchanged

You centre the caller's data in place.

---
Write X - mean, which makes a new array, not X -= mean.
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = X.mean(axis=0)
    A = X
    A -= x_mean
    w = np.linalg.solve(A.T @ A + penalty * np.eye(A.shape[1]), A.T @ y)
    return w, y.mean() - x_mean @ w
