"""any_shape

You drop the k weakest directions, where k is the number to keep.
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    sigma[len(sigma) - k :] = 0
    return U * sigma @ Vt


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    return int((energy.cumsum() / energy.sum() < share).sum()) + 1
