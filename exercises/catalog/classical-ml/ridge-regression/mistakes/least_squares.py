"""worked_example

This is plain least squares: you do not use the penalty.
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = X.mean(axis=0)
    A = X - x_mean
    w = np.linalg.solve(A.T @ A + 1e-12 * np.eye(X.shape[1]), A.T @ y)
    return w, y.mean() - x_mean @ w
