"""arguments_unchanged

Your function writes into its arguments, so the caller's matrix is changed.

---
A += A.T works in place; A + A.T makes a new array.
"""

import numpy as np


def gradient(x, y):
    return np.array([2.0 * x + y, x + 2.0 * y])


def steepest_ascent(x, y):
    return gradient(x, y) / np.linalg.norm(gradient(x, y))


def form_gradient(A, v):
    A += A.T.copy()
    return A @ v
