"""smallest_ranks

You drop each direction whose own share is less than what may be lost. Several such directions together may carry more
than that: add up the squares, largest first, until they reach the share.
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    return U[:, :k] * sigma[:k] @ Vt[:k]


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    return int((energy / energy.sum() > 1 - share).sum())
