import numpy as np


def l1_norm(x):
    """The sum of the absolute values."""
    return np.abs(x).sum()


def l2_norm(x):
    """The Euclidean length. Dividing by the largest entry first keeps the squares from overflowing or underflowing."""
    largest = np.abs(x).max()
    return largest * np.sqrt(((x / largest) ** 2).sum()) if largest else 0.0


def cosine_similarity(X, Y):
    """The cosine of every row of X with every row of Y: the dot products of the rows scaled to unit length."""
    return unit_rows(X) @ unit_rows(Y).T  # (n, d) @ (d, m) -> (n, m)


def unit_rows(X):
    lengths = np.array([l2_norm(x) for x in X])
    lengths[lengths == 0] = 1  # zeros stay zeros
    return X / lengths[:, None]  # (n, d) / (n, 1)
