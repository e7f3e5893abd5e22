import numpy as np


def low_rank(A, k):
    """The matrix of rank k that is nearest to A.

    A: (n, m)    k: an integer from 1 to min(n, m)    returns (n, m)

    With A = [[3, 0], [0, -2], [0, 0]] and k = 1 it is [[3, 0], [0, 0], [0, 0]].
    """
    raise NotImplementedError("slice the three arrays of the decomposition to k, and multiply them")


def smallest_rank(A, share):
    """The smallest k for which low_rank(A, k) keeps at least this share of the squared singular values.

    With the same A, smallest_rank(A, 0.5) is 1 and smallest_rank(A, 0.75) is 2.
    """
    raise NotImplementedError("add up the squares, largest first, until they reach the share")
