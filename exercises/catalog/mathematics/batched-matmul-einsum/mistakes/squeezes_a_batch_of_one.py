"""bilinear_scores

You squeeze the result, so a batch of one loses its axis. Keep the batch's letter after the arrow and drop the squeeze.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->bij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.squeeze(np.einsum("bi,ij,bj->b", X, W, Y))
