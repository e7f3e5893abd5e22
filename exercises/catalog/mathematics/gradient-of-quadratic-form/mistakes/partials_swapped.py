"""worked_gradient

The two partial derivatives are swapped: the one with respect to x comes first.
"""

import numpy as np


def gradient(x, y):
    return np.array([x + 2.0 * y, 2.0 * x + y])


def steepest_ascent(x, y):
    return gradient(x, y) / np.linalg.norm(gradient(x, y))


def form_gradient(A, v):
    return (A + A.T) @ v
