import numpy as np


def numerical_gradient(f, x, h):
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + step) - f(x - step)) / (h + h) for step in steps]).reshape(x.shape)


def gradient_of_polynomial(coefficients, powers, x, h):
    def f(point):
        return float(coefficients @ np.prod(point.ravel() ** powers, axis=1))

    return numerical_gradient(f, x, h)
