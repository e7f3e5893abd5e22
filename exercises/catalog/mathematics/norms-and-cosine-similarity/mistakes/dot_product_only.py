"""worked_cosines

These are dot products: they grow with the lengths of the vectors. Divide each by both lengths.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return np.sqrt((x**2).sum())


def cosine_similarity(X, Y):
    return X @ Y.T
