"""every_pair

The lengths of X and Y are swapped in your table, and a reshape made them fit. Row i belongs to row i of X: give the
lengths of X the shape (n, 1), and those of Y the shape (m,).
"""

import numpy as np


def l1_norm(x):
    return np.abs(x).sum()


def l2_norm(x):
    return np.sqrt((x**2).sum())


def cosine_similarity(X, Y):
    lengths_x, lengths_y = np.sqrt((X**2).sum(axis=1)), np.sqrt((Y**2).sum(axis=1))
    return X @ Y.T / np.outer(lengths_y, lengths_x).reshape(len(X), len(Y))
