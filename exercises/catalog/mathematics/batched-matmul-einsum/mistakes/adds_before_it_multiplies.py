"""worked_bilinear

You first sum x times W over both axes and multiply by the sum of y. Each term x_i W_ij y_j is a product of three
numbers; the sum over i and j comes last.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->bij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij->b", X, W) * Y.sum(axis=1)
