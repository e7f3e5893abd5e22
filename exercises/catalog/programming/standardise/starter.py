import numpy as np


def fit(X):
    """Mean and standard deviation of every feature; 1 for the deviation of a constant one.

    X: (n, d)    returns (mean, scale), (d,) each

    fit(np.array([[1, 10, 5], [3, 10, 8]])) is ([2, 10, 6.5], [1, 1, 1.5]).
    """
    raise NotImplementedError


def transform(X, mean, scale):
    """X minus the mean, divided by the scale, feature by feature.

    X: (m, d)    mean, scale: (d,)    returns (m, d)

    transform(np.array([[4, 11, 8]]), mean, scale) with the above is [[2, 1, 1]].
    """
    raise NotImplementedError
