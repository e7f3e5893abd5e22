"""worked_approximation

You multiply U and V transposed without the singular values between them. Each direction is scaled by its own.

---
Use U[:, :k] * sigma[:k].
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    return U[:, :k] @ Vt[:k]


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    return int((energy.cumsum() / energy.sum() < share).sum()) + 1
