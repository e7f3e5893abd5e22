"""worked_example

You multiply the penalty by the number of examples, as if the errors were averaged. Here they are summed.
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = X.mean(axis=0)
    A = X - x_mean
    w = np.linalg.solve(A.T @ A + len(X) * penalty * np.eye(X.shape[1]), A.T @ y)
    return w, y.mean() - x_mean @ w
