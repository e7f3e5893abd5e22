"""zeros

You divide a zero vector by its length, and 0/0 is NaN. The statement defines its cosine as 0: divide such a row by 1
instead.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return np.sqrt((x**2).sum())


def cosine_similarity(X, Y):
    X = X / np.sqrt((X**2).sum(axis=1, keepdims=True))
    Y = Y / np.sqrt((Y**2).sum(axis=1, keepdims=True))
    return X @ Y.T
