"""worked_example

You move all entries at once, which measures the slope along the diagonal. Move one at a time.
"""

import numpy as np


def numerical_gradient(f, x, h):
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


def gradient_of_polynomial(coefficients, powers, x, h):
    return numerical_gradient(lambda p: float(coefficients @ np.prod(p.ravel() ** powers, axis=1)), x, h)
