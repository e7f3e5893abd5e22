"""worked_example

You pair rows of A with rows of B, which is A times the transpose of B.

---
Take the columns of B: B[:, j], not B[j].
"""

import numpy as np


def matmul(A, B):
    return np.array([[(a * b).sum() for b in B] for a in A])
