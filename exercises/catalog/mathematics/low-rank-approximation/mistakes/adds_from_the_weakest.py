"""worked_ranks

You add up the squares starting from the smallest singular value. The strongest directions are kept first, so start with
the largest.
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    return U[:, :k] * sigma[:k] @ Vt[:k]


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False)[::-1] ** 2
    return int((energy.cumsum() / energy.sum() < share).sum()) + 1
