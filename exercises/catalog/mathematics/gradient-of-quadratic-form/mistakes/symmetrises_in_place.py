"""arguments_unchanged

You add the transpose to A in place, so the caller's matrix is changed. A + A.T makes a new array; A += A.T does not.
"""

import numpy as np


def gradient(x, y):
    return np.array([2.0 * x + y, x + 2.0 * y])


def steepest_ascent(x, y):
    return gradient(x, y) / np.linalg.norm(gradient(x, y))


def form_gradient(A, v):
    A += A.T.copy()
    return A @ v
