"""shapes_that_do_not_fit

You sum over the columns of A without checking how many rows B has, so some rows are silently ignored.

---
Compare A.shape[1] with B.shape[0] and raise ValueError when they differ.
"""

import numpy as np


def matmul(A, B):
    out = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for t in range(A.shape[1]):
                out[i, j] += A[i, t] * B[t, j]
    return out
