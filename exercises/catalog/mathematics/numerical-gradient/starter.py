import numpy as np


def numerical_gradient(f, x, h):
    """Central differences of f for every entry of x.

    f: takes an array of the shape of x, returns a number    x: any shape    h: the step

    Returns floats of the shape of x.

    With f(x) = x1^3 + 2 x1 x2 at x = [1, 3] and h = 0.5 it is [9.25, 2].
    """
    raise NotImplementedError("move one entry at a time, to either side")


def gradient_of_polynomial(coefficients, powers, x, h):
    """Given: builds a polynomial f and takes its gradient at x with your function. Do not change it.

    coefficients: (terms,)    powers: (terms, x.size)
    """

    def f(point):
        return float(coefficients @ np.prod(point.ravel() ** powers, axis=1))

    return numerical_gradient(f, x, h)
