"""exact

These are difference quotients: they come near the derivative but lose half of the digits. Derive the formula and compute
that.
"""

import numpy as np


def gradient(x, y, h=1e-6):
    def f(x, y):
        return x * x + x * y + y * y

    return np.array([(f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)])


def steepest_ascent(x, y):
    return gradient(x, y) / np.linalg.norm(gradient(x, y))


def form_gradient(A, v):
    return (A + A.T) @ v
