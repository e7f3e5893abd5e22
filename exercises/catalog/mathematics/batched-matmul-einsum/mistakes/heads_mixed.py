"""scores_of_every_head

You reshape (batch, n, heads, d) to (batch, heads, n, d), which regroups the numbers and mixes heads with positions. To
swap axes, use a transpose; in einsum the order of the letters does it.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->bij", A, B)


def scores(Q, K):
    b, n, h, d = Q.shape
    Q, K = Q.reshape(b, h, n, d), K.reshape(b, h, K.shape[1], d)
    return np.einsum("bhid,bhjd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,bj->b", X, W, Y)
