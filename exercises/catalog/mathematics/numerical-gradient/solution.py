import numpy as np


def numerical_gradient(f, x, h):
    """Central differences: two calls of f for each entry of x."""
    gradient = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        gradient[place] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def gradient_of_polynomial(coefficients, powers, x, h):
    def f(point):
        return float(coefficients @ np.prod(point.ravel() ** powers, axis=1))

    return numerical_gradient(f, x, h)
