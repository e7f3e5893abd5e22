"""worked_example

Your line goes through the origin: you have no intercept. Centre the data, or add a column of ones.
"""

import numpy as np


def ridge(X, y, penalty):
    w = np.linalg.solve(X.T @ X + penalty * np.eye(X.shape[1]), X.T @ y)
    return w, 0.0
