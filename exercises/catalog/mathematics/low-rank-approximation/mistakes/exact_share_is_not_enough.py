"""smallest_ranks

You require more than the share, so you reject a rank that keeps exactly this share. The exercise says "at least".

---
Compare with >=.
"""

import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)
    return U[:, :k] * sigma[:k] @ Vt[:k]


def smallest_rank(A, share):
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    kept = energy.cumsum() / energy.sum()
    return min(int((kept <= share).sum()) + 1, len(energy))
