"""worked_norms

Your L2 norm is the root of the mean square. A norm takes the sum, so that it does not shrink with the number of
entries.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return np.sqrt((x**2).mean())


def cosine_similarity(X, Y):
    return X @ Y.T / (np.sqrt((X**2).sum(axis=1))[:, None] * np.sqrt((Y**2).sum(axis=1)))
