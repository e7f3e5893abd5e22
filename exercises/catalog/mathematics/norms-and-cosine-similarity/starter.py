import numpy as np


def l1_norm(x):
    """The sum of the absolute values. x: (d,). Returns a number.

    l1_norm(np.array([3.0, -4.0])) is 7.
    """
    raise NotImplementedError


def l2_norm(x):
    """The square root of the sum of squares, exact even for entries of 1e200 or 1e-200. x: (d,). Returns a number.

    l2_norm(np.array([3.0, -4.0])) is 5.
    """
    raise NotImplementedError


def cosine_similarity(X, Y):
    """The cosine of every row of X with every row of Y; 0 if either is all zeros.

    X: (n, d)    Y: (m, d)    returns (n, m)

    With X = [[3, -4]] and Y = [[6, -8], [4, 3], [0, 2], [0, 0]] it is [[1, 0, -0.8, 0]].
    """
    raise NotImplementedError
