"""any_data

You add the penalty to every entry of AᵀA. It belongs on the diagonal, penalty times the identity.
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = X.mean(axis=0)
    A = X - x_mean
    w = np.linalg.solve(A.T @ A + penalty, A.T @ y)
    return w, y.mean() - x_mean @ w
