import numpy as np


def adamw_step(theta, grad, m, v, t, lr, beta1, beta2, eps, decay):
    """Step t of AdamW, counted from 1.

    theta, grad, m, v: arrays of the same shape

    Returns (theta, m, v), three new arrays.

    With theta = [4, 4], grad = [3, 0], m = v = [0, 0], t = 1, lr = 0.1, beta1 = 0.9, beta2 = 0.999, eps = 1e-8
    and decay = 0.5 the result is ([3.7, 3.8], [0.3, 0], [0.009, 0]).
    """
    raise NotImplementedError("return theta, m, v")
