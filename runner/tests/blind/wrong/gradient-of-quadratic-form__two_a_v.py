# The gradient of the form is taken as 2 A v, which is right only for a symmetric matrix.
import numpy as np


def gradient(x, y):
    return np.array([2 * x + y, x + 2 * y], dtype=float)


def steepest_ascent(x, y):
    g = gradient(x, y)
    return g / np.sqrt(g @ g)


def form_gradient(A, v):
    return 2 * A @ v
