"""worked_example

Each entry holds only the last of its terms.

---
Add them up with out[i, j] += ..., starting from zero.
"""

import numpy as np


def matmul(A, B):
    out = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for t in range(A.shape[1]):
                out[i, j] = A[i, t] * B[t, j]
    return out
