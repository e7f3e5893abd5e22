"""worked_cosines

You divide by one length for the whole matrix. Every row has its own length.

---
Sum over axis 1, with keepdims=True so that the division fits.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return np.sqrt((x**2).sum())


def cosine_similarity(X, Y):
    return X @ Y.T / (np.sqrt((X**2).sum()) * np.sqrt((Y**2).sum()))
