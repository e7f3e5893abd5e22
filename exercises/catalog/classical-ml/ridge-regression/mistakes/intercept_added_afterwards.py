"""worked_example

You find the weights for a line through the origin, and the intercept only afterwards, from what is left. The weights
must know about the intercept: centre the features before you solve for them.
"""

import numpy as np


def ridge(X, y, penalty):
    w = np.linalg.solve(X.T @ X + penalty * np.eye(X.shape[1]), X.T @ y)
    return w, (y - X @ w).mean()
