import numpy as np


def l1_norm(x):
    """The sum of the absolute values."""
    return np.abs(x).sum()


def l2_norm(x):
    """The Euclidean length. Divided by its largest entry, no square of x can overflow or vanish."""
    largest = np.abs(x).max()
    return largest * np.sqrt(((x / largest) ** 2).sum()) if largest else 0.0


def cosine_similarity(X, Y):
    """The cosine of every row of X with every row of Y: the dot products of the rows made unit length."""
    return unit_rows(X) @ unit_rows(Y).T  # (n, d) @ (d, m) -> (n, m)


def unit_rows(X):
    lengths = np.array([l2_norm(x) for x in X])
    lengths[lengths == 0] = 1  # zeros stay zeros
    return X / lengths[:, None]  # (n, d) / (n, 1)
