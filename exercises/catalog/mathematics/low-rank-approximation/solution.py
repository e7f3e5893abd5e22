import numpy as np


def low_rank(A, k):
    """The nearest matrix of rank k: the k strongest directions of A, the others left out."""
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)  # (n, r), (r,), (r, m), sigma falling
    return U[:, :k] * sigma[:k] @ Vt[:k]  # columns of U scaled, then (n, k) @ (k, m)


def smallest_rank(A, share):
    """How many directions it takes to keep this share of the squared singular values."""
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    kept = energy.cumsum() / energy.sum()  # share(1), share(2), ...
    return int((kept < share).sum()) + 1  # those that are not enough, and one more
