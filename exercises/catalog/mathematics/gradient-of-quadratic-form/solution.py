import numpy as np


def gradient(x, y):
    """The partial derivatives of x² + xy + y²."""
    return np.array([2.0 * x + y, x + 2.0 * y])


def steepest_ascent(x, y):
    """The gradient, scaled to unit length."""
    g = gradient(x, y)
    return g / np.linalg.norm(g)


def form_gradient(A, v):
    """v appears to the left and to the right of A: each gives one term."""
    return A @ v + A.T @ v
