"""worked_products

The batch is summed away: its letter is missing behind the arrow. What the result keeps must be named there.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->ij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,bj->b", X, W, Y)
