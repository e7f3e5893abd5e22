import numpy as np


def top_eigenpair(A):
    """The eigenvalue of a symmetric matrix that is largest in absolute value, and its eigenvector.

    A: (d, d), symmetric

    Returns (value, vector): a number with its sign, and (d,), of length 1, its largest entry positive.

    With A = [[1, 2], [2, -2]] it is (-3, [-0.447, 0.894]).
    """
    raise NotImplementedError("multiply, rescale, repeat")
