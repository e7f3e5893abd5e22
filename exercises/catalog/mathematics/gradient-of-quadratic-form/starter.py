import numpy as np


def gradient(x, y):
    """The gradient of x^2 + x y + y^2, as an array (2,). gradient(1, 2) is [4, 5]."""
    raise NotImplementedError


def steepest_ascent(x, y):
    """The unit vector (2,) in which x^2 + x y + y^2 rises fastest. steepest_ascent(1, 2) is [0.625, 0.781]."""
    raise NotImplementedError


def form_gradient(A, v):
    """The gradient of v^T A v with respect to v.

    A: (d, d), not always symmetric    v: (d,)    returns (d,)

    form_gradient([[2, 0], [3, 1]], [1, 2]) is [10, 7] (all arguments are arrays).
    """
    raise NotImplementedError
