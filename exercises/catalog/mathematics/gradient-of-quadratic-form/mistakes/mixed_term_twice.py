"""worked_gradient

The middle term is differentiated in both variables at once: its slope in x is y, and in y it is x. Each partial
derivative holds the other variable still.
"""

import numpy as np


def gradient(x, y):
    return np.array([2.0 * x + x + y, 2.0 * y + x + y])


def steepest_ascent(x, y):
    return gradient(x, y) / np.linalg.norm(gradient(x, y))


def form_gradient(A, v):
    return (A + A.T) @ v
