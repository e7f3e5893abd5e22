"""worked_approximation

Your U and V are square, so the diagonal matrix of the singular values does not fit between them unless A is square.

---
Pass full_matrices=False to np.linalg.svd.
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A)
    sigma[k:] = 0
    return U @ np.diag(sigma) @ Vt


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    return int((energy.cumsum() / energy.sum() < share).sum()) + 1
