"""far_from_one

The squares leave the range of floating-point numbers: the square of 1e200 is infinity, and that of 1e-200 is 0. Divide
the vector by its largest absolute entry first, and multiply the norm by it afterwards.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return np.sqrt((x**2).sum())


def cosine_similarity(X, Y):
    X = X / np.maximum(np.sqrt((X**2).sum(axis=1, keepdims=True)), 1e-300)
    Y = Y / np.maximum(np.sqrt((Y**2).sum(axis=1, keepdims=True)), 1e-300)
    return X @ Y.T
