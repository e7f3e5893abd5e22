"""worked_direction

Your direction is the one in which f falls fastest. The gradient itself points uphill; the minus sign belongs to descent.
"""

import numpy as np


def gradient(x, y):
    return np.array([2.0 * x + y, x + 2.0 * y])


def steepest_ascent(x, y):
    return -gradient(x, y) / np.linalg.norm(gradient(x, y))


def form_gradient(A, v):
    return (A + A.T) @ v
