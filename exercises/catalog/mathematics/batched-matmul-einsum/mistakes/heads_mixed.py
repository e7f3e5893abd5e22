"""scores_of_every_head

You reshape (batch, n, heads, d) to (batch, heads, n, d), which cuts the numbers in another order and mixes heads with
positions. Axes change places with a transpose; einsum does it by the order of the letters.
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
