"""worked_norms

Your L2 norm is the squared length: the square root is missing.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return (x**2).sum()


def cosine_similarity(X, Y):
    return X @ Y.T / (np.sqrt((X**2).sum(axis=1))[:, None] * np.sqrt((Y**2).sum(axis=1)))
