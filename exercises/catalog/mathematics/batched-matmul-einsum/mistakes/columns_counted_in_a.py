"""batched_products

Your result has as many columns as A has rows. Its columns are those of B: the shape is (batch, n, m), with n from A and
m from B.
"""

import numpy as np


def batched_matmul(A, B):
    b, n, k = A.shape
    out = np.zeros((b, n, n))
    for i in range(n):
        for j in range(n):
            out[:, i, j] = (A[:, i] * B[:, :, j]).sum(axis=1)
    return out


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,bj->b", X, W, Y)
