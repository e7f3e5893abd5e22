"""any_shape

You loop over the first axis only, so a whole row moves at once.

---
Move single entries: np.ndindex(x.shape) visits every one.
"""

import numpy as np


def numerical_gradient(f, x, h):
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def gradient_of_polynomial(coefficients, powers, x, h):
    return numerical_gradient(lambda p: float(coefficients @ np.prod(p.ravel() ** powers, axis=1)), x, h)
