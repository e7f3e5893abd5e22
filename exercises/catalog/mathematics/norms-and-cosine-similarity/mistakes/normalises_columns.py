"""worked_cosines

You divide each column by its length. The vectors are the rows: sum over axis 1, not axis 0.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return np.sqrt((x**2).sum())


def cosine_similarity(X, Y):
    return (X / np.sqrt((X**2).sum(axis=0))) @ (Y / np.sqrt((Y**2).sum(axis=0))).T
