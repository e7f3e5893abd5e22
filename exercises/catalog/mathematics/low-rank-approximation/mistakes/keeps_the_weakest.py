"""worked_approximation

You keep the k smallest singular values. They come sorted from the largest down.

---
The strongest directions are the first k, sigma[:k].
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    return U[:, -k:] * sigma[-k:] @ Vt[-k:]


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    return int((energy.cumsum() / energy.sum() < share).sum()) + 1
