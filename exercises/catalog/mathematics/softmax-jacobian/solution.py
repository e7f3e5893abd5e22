import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))  # the largest score becomes 0, so exp cannot overflow
    return e / e.sum(axis=-1, keepdims=True)


def softmax_jacobian(z):
    """p_i (δ_ij - p_j): the probabilities on the diagonal, minus every product of two."""
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)  # (d, d)


def softmax_backward(z, g):
    """Sum of g_i p_i (δ_ij - p_j): each gradient minus their p-weighted mean, times p."""
    p = softmax(z)
    return p * (g - (p * g).sum(axis=-1, keepdims=True))  # (..., d)
