"""arguments_unchanged

Your function writes into one of its arguments, such as the result into A, so the caller's numbers are lost. Return a
new array.
"""

import numpy as np


def batched_matmul(A, B):
    out = A if A.shape == (*A.shape[:2], B.shape[2]) else np.zeros((*A.shape[:2], B.shape[2]))
    for b in range(len(A)):
        out[b] = np.einsum("it,tj->ij", A[b], B[b])
    return out


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,bj->b", X, W, Y)
