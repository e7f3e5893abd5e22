"""smallest_ranks

You add up the singular values. The share is measured by their squares.
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    return U[:, :k] * sigma[:k] @ Vt[:k]


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False)
    return int((energy.cumsum() / energy.sum() < share).sum()) + 1
