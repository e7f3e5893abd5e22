"""any_form

Your gradient of the form is written out for two variables. A may be of any size: use matrix products, A v and the
transpose of A times v.
"""

import numpy as np


def gradient(x, y):
    return np.array([2.0 * x + y, x + 2.0 * y])


def steepest_ascent(x, y):
    return gradient(x, y) / np.linalg.norm(gradient(x, y))


def form_gradient(A, v):
    mixed = A[0, 1] + A[1, 0]
    return np.array([2 * A[0, 0] * v[0] + mixed * v[1], mixed * v[0] + 2 * A[1, 1] * v[1]])
