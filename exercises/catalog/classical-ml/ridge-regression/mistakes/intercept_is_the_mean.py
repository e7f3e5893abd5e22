"""worked_example

You return the mean of the targets as the intercept. That is the prediction at the mean of the features; at 0
it is ȳ - x̄ · w.
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = X.mean(axis=0)
    A = X - x_mean
    w = np.linalg.solve(A.T @ A + penalty * np.eye(X.shape[1]), A.T @ y)
    return w, y.mean()
