"""scores_of_every_head

Your table has the heads last, as the arguments have them behind the positions. The result is asked for as
(batch, heads, n, m): change the order of the letters behind the arrow.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->bij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bijh", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,bj->b", X, W, Y)
