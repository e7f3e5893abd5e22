import numpy as np


def matmul(A, B):
    """The matrix product of A and B.

    A: (n, k)    B: (k, m)

    Returns (n, m). Raises ValueError if A's number of columns differs from B's number of rows.

    matmul([[1, 2], [0, 1]], [[0.5, -1], [1, 0.5]]) is [[2.5, 0], [1, 0.5]] (all of them arrays).
    """
    raise NotImplementedError("sum the products over the axis that A and B share")
