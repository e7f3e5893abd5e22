import numpy as np


def matmul(A, B):
    (n, k), (rows, m) = A.shape, B.shape
    if k != rows:
        raise ValueError("shapes do not fit")
    out = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            for t in range(k):
                out[i, j] += A[i, t] * B[t, j]
    return out
