"""worked_example

You square the penalty. If you add rows to the data, one for each weight, they hold the square root of λ, not
λ.
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = X.mean(axis=0)
    A = X - x_mean
    w = np.linalg.solve(A.T @ A + penalty**2 * np.eye(X.shape[1]), A.T @ y)
    return w, y.mean() - x_mean @ w
