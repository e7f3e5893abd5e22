import numpy as np


def batched_matmul(A, B):
    """The matrix product of each pair in the batch: sum over t, keep b."""
    return np.einsum("bit,btj->bij", A, B)


def scores(Q, K):
    """The dot product of every query i with every key j, head by head."""
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    """x^T W y for each example: sum over both inner axes."""
    return np.einsum("bi,ij,bj->b", X, W, Y)
