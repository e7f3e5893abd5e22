"""worked_example

This is the one-sided difference, whose error is of order h.

---
Step to either side: f(x + h) - f(x - h), over 2h.
"""

import numpy as np


def numerical_gradient(f, x, h):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        gradient[place] = (f(x + step) - f(x)) / h
    return gradient


def gradient_of_polynomial(coefficients, powers, x, h):
    return numerical_gradient(lambda p: float(coefficients @ np.prod(p.ravel() ** powers, axis=1)), x, h)
