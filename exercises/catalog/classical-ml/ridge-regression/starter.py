import numpy as np


def ridge(X, y, penalty):
    """Weights and intercept that minimize the sum of squared errors plus penalty times the sum of squared weights.

    X: (n, d)    y: (n,)

    Returns (w, b): (d,) and a number.

    With X = [[1], [2], [3]], y = [1, 3, 5] and penalty = 0.5 the result is ([1.6], -0.2).
    """
    raise NotImplementedError("return w, b")
