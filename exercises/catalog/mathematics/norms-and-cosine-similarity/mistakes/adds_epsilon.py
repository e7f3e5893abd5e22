"""far_from_one

You add a small number to the length to avoid a division by 0. For a vector of small entries that number is larger than
the length itself. Handle the zero vector separately and keep the others exact.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    largest = np.abs(x).max() + 1e-12
    return largest * np.sqrt(((x / largest) ** 2).sum())


def cosine_similarity(X, Y):
    X = X / (np.array([l2_norm(x) for x in X])[:, None] + 1e-12)
    Y = Y / (np.array([l2_norm(y) for y in Y])[:, None] + 1e-12)
    return X @ Y.T
