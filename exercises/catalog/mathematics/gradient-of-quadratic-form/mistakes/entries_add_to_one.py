"""worked_direction

You divide by the sum of the entries. A unit vector has length 1: divide by the root of the sum of squares.
"""

import numpy as np


def gradient(x, y):
    return np.array([2.0 * x + y, x + 2.0 * y])


def steepest_ascent(x, y):
    return gradient(x, y) / gradient(x, y).sum()


def form_gradient(A, v):
    return (A + A.T) @ v
