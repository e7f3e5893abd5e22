import numpy as np


def low_rank(A, k):
    """The nearest matrix of rank k: keep the k strongest directions of A."""
    U, sigma, Vt = np.linalg.svd(A, full_matrices=False)  # (n, r), (r,), (r, m), sigma in descending order
    return U[:, :k] * sigma[:k] @ Vt[:k]  # columns of U scaled, then (n, k) @ (k, m)


def smallest_rank(A, share):
    """The number of directions needed to keep this share of the squared singular values."""
    energy = np.linalg.svd(A, compute_uv=False) ** 2
    kept = energy.cumsum() / energy.sum()  # share(1), share(2), ...
    return int((kept < share).sum()) + 1  # the number that fall short, plus one
