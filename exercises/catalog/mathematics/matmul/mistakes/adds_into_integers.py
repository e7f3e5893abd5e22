"""worked_example

You add into an array of integers, which drops the decimals.

---
np.zeros makes floats by default: leave out dtype=int.
"""

import numpy as np


def matmul(A, B):
    out = np.zeros((A.shape[0], B.shape[1]), dtype=int)
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = sum(A[i, t] * B[t, j] for t in range(A.shape[1]))
    return out
