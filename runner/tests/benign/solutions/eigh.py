import numpy as np


def eigh(n):
    A = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
    values, vectors = np.linalg.eigh(A)
    return values, float(np.abs(vectors.T @ vectors - np.eye(n)).max()), np.sort(np.linalg.eigvals(A).real)
