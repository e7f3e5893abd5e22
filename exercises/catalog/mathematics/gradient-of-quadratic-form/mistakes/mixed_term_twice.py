"""worked_gradient

You differentiate the middle term with respect to both variables at once. Its derivative with respect to x is y, and
with respect to y it is x: each partial derivative holds the other variable constant.
"""

import numpy as np


def gradient(x, y):
    return np.array([2.0 * x + x + y, 2.0 * y + x + y])


def steepest_ascent(x, y):
    return gradient(x, y) / np.linalg.norm(gradient(x, y))


def form_gradient(A, v):
    return (A + A.T) @ v
