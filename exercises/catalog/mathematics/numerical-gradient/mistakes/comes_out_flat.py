"""any_shape

Your gradient is flattened. Give it the shape of x: one derivative for each entry, in the same place.
"""

import numpy as np


def numerical_gradient(f, x, h):
    flat = x.astype(float).ravel()
    gradient = np.zeros(x.size)
    for i in range(x.size):
        step = np.zeros(x.size)
        step[i] = h
        gradient[i] = (f((flat + step).reshape(x.shape)) - f((flat - step).reshape(x.shape))) / (2 * h)
    return gradient


def gradient_of_polynomial(coefficients, powers, x, h):
    return numerical_gradient(lambda p: float(coefficients @ np.prod(p.ravel() ** powers, axis=1)), x, h)
