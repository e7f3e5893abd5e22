"""rectangular

You use one length for all three loops, which is right for square matrices only.

---
The rows come from A.shape[0], the columns from B.shape[1], and the sum runs over A.shape[1].
"""

import numpy as np


def matmul(A, B):
    n = len(A)
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            for t in range(n):
                out[i, j] += A[i, t] * B[t, j]
    return out
