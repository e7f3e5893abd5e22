"""any_data

You scale the features to variance 1 before you penalise. That is often sensible, but it is a different penalty.
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = X.mean(axis=0)
    scale = X.std(axis=0) if X.shape[1] > 1 else 1.0
    A = (X - x_mean) / scale
    w = np.linalg.solve(A.T @ A + penalty * np.eye(X.shape[1]), A.T @ y) / scale
    return w, y.mean() - x_mean @ w
