import numpy as np


def qr(A):
    Q = np.zeros_like(A)
    for j in range(A.shape[1]):
        v = A[:, j] - Q[:, :j] @ (Q[:, :j].T @ A[:, j])
        Q[:, j] = v / np.linalg.norm(v)
    other, _ = np.linalg.qr(A)
    return Q @ (Q.T @ A), np.abs(np.sum(Q * other, axis=0))
