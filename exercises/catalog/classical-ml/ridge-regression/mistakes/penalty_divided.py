"""worked_example

You divide the penalty by the number of examples. The errors are summed here, so use λ itself.
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = X.mean(axis=0)
    A = X - x_mean
    w = np.linalg.solve(A.T @ A + penalty / len(X) * np.eye(X.shape[1]), A.T @ y)
    return w, y.mean() - x_mean @ w
