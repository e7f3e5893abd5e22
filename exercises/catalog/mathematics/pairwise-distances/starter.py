import numpy as np


def pairwise_distances(X, Y):
    """The distance from every point of X to every point of Y.

    X: (..., n, d)    Y: (..., m, d)    returns (..., n, m)

    With X = [[0, 0], [3, 4]] and Y = [[3, 4], [0, 1], [3, 0]] it is [[5, 1, 3], [0, 4.243, 4]].
    """
    # differences: (..., n, m, d)

    raise NotImplementedError("add the axes to X and Y that pair every point with every other")
