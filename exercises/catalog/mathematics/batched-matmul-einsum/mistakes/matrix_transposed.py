"""worked_bilinear

W is used transposed: its first axis belongs to x, its second to y. Name them in that order, as in "ij" with x on i and
y on j.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->bij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ji,bj->b", X, W, Y)
