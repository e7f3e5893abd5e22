"""arguments_unchanged

Your function writes into A, so the caller's matrix is changed.

---
A /= size works in place; A = A / size makes a new array.
"""

import numpy as np


def low_rank(A, k):
    size = np.abs(A).max()
    A /= size
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    return size * (U[:, :k] * sigma[:k] @ Vt[:k])


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    return int((energy.cumsum() / energy.sum() < share).sum()) + 1
