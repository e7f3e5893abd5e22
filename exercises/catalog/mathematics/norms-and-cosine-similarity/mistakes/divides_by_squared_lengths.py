"""worked_cosines

You divide by the squared lengths. The dot product of a vector with itself is the square of its length; its cosine with
itself must be 1.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return np.sqrt((x**2).sum())


def cosine_similarity(X, Y):
    return X @ Y.T / ((X**2).sum(axis=1)[:, None] * (Y**2).sum(axis=1))
