"""worked_bilinear

You score every x with every y, which gives a table. The batch has one letter in X and in Y, so that the first x goes
with the first y, and the second with the second.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->bij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,cj->bc", X, W, Y)
