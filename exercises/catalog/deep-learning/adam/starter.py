import numpy as np


def adam_step(theta, grad, m, v, t, lr, beta1, beta2, eps):
    """Step t of Adam, counted from 1.

    theta, grad, m, v: arrays of the same shape

    Returns (theta, m, v), three new arrays.

    With theta = [1, 1], grad = [2, -0.1], m = v = [0, 0], t = 1, lr = 0.1, beta1 = 0.9, beta2 = 0.999 and eps = 1e-8
    the result is ([0.9, 1.1], [0.2, -0.01], [0.004, 0.00001]).
    """
    raise NotImplementedError("return theta, m, v")
