"""anywhere

Your direction has lost its signs: where f falls along a variable, that entry is negative. Use squares for the length
only.
"""

import numpy as np


def gradient(x, y):
    return np.array([2.0 * x + y, x + 2.0 * y])


def steepest_ascent(x, y):
    g = gradient(x, y)
    return np.abs(g) / np.linalg.norm(g)


def form_gradient(A, v):
    return (A + A.T) @ v
