"""worked_products

You sum over the batch: its letter is missing after the arrow. Name every axis of the result there.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->ij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,bj->b", X, W, Y)
