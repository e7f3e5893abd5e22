"""integers

Your gradient has the dtype of x, so with integers the derivatives are truncated.

---
Make it with np.zeros(x.shape): np.zeros_like(x) copies the dtype of x.
"""

import numpy as np


def numerical_gradient(f, x, h):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        gradient[place] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def gradient_of_polynomial(coefficients, powers, x, h):
    return numerical_gradient(lambda p: float(coefficients @ np.prod(p.ravel() ** powers, axis=1)), x, h)
