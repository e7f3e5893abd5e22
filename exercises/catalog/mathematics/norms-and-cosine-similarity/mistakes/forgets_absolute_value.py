"""worked_norms

Your L1 norm adds the entries with their signs, so they cancel. Add their absolute values.
"""

import numpy as np


def l1_norm(x):
    return x.sum()


def l2_norm(x):
    return np.sqrt((x**2).sum())


def cosine_similarity(X, Y):
    return X @ Y.T / (np.sqrt((X**2).sum(axis=1))[:, None] * np.sqrt((Y**2).sum(axis=1)))
