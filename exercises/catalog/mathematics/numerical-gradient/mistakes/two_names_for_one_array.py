"""worked_example

You give x a second name instead of copying it: both points are the same array, and the difference is 0.

---
Write above = x.copy(), not above = x.
"""

import numpy as np


def numerical_gradient(f, x, h):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above = x
        below = x
        above[place] += h
        below[place] -= h
        gradient[place] = (f(above) - f(below)) / (2 * h)
    return gradient


def gradient_of_polynomial(coefficients, powers, x, h):
    return numerical_gradient(lambda p: float(coefficients @ np.prod(p.ravel() ** powers, axis=1)), x, h)
