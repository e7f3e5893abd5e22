import numpy as np


def low_rank(A, k):
    # The right singular vectors are the eigenvectors of A^T A, whose eigenvalues rise.
    directions = np.linalg.eigh(A.T @ A)[1][:, ::-1][:, :k]
    return A @ directions @ directions.T


def smallest_rank(A, share):
    energy = np.linalg.eigvalsh(A.T @ A)[::-1]
    return int(np.searchsorted(np.cumsum(energy), share * np.trace(A.T @ A))) + 1
