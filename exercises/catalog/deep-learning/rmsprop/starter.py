import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    """One step of RMSProp.

    theta, grad, s: arrays of the same shape

    Returns (theta, s), two new arrays.

    With theta = [1, 1], grad = [4, -0.04], s = [0, 0], lr = 0.1, beta = 0.75 and eps = 1e-8
    the result is ([0.8, 1.2], [4, 0.0004]).
    """
    raise NotImplementedError("return theta, s")
