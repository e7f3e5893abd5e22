"""worked_example

You leave out directions with small singular values and fit the others without any penalty. Ridge leaves out none, and
shrinks each: a direction with singular value s is multiplied by s² / (s² + penalty).
"""

import numpy as np


def ridge(X, y, penalty):
    x_mean = X.mean(axis=0)
    U, s, Vt = np.linalg.svd(X - x_mean, full_matrices=False)
    kept = s > penalty
    w = Vt[kept].T @ (U[:, kept].T @ (y - y.mean()) / s[kept])
    return w, y.mean() - x_mean @ w
