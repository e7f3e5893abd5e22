"""any_data

You subtract one mean from all features. Each feature has its own mean.

---
Use axis=0.
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = np.full(X.shape[1], X.mean())
    A = X - x_mean
    w = np.linalg.solve(A.T @ A + penalty * np.eye(X.shape[1]), A.T @ y)
    return w, y.mean() - x_mean @ w
