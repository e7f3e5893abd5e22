"""any_shape

You use V where V transposed belongs. np.linalg.svd returns it transposed already: its rows are the directions.
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    return U[:, :k] * sigma[:k] @ Vt.T[:k]


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    return int((energy.cumsum() / energy.sum() < share).sum()) + 1
