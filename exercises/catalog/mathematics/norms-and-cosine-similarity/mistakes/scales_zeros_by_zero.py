"""zeros

You divide by the largest entry, which is 0 for the zero vector. Handle that vector first: its norm is 0.
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    largest = np.abs(x).max()
    return largest * np.sqrt(((x / largest) ** 2).sum())


def cosine_similarity(X, Y):
    lengths = [np.array([l2_norm(row) for row in rows]) for rows in (X, Y)]
    return (X / lengths[0][:, None]) @ (Y / lengths[1][:, None]).T
