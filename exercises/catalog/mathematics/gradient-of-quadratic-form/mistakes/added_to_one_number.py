"""worked_gradient

You add the partial derivatives into one number. A gradient keeps them separate: it is a vector with one entry for each
variable.
"""

import numpy as np


def gradient(x, y):
    return 3.0 * x + 3.0 * y


def steepest_ascent(x, y):
    g = np.array([2.0 * x + y, x + 2.0 * y])
    return g / np.linalg.norm(g)


def form_gradient(A, v):
    return (A + A.T) @ v
