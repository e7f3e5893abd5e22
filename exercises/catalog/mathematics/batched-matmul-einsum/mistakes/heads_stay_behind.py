"""scores_of_every_head

Your table has the heads axis last, because the arguments have it after the positions. The result should be (batch,
heads, n, m): change the order of the letters after the arrow.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->bij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bijh", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,bj->b", X, W, Y)
