import numpy as np


def layer_norm_gradients(x, gamma, G, eps=1e-5):
    """The gradients of layer norm.

    x: (..., d)    gamma: (d,)    G: (..., d), the gradient of the output

    Returns {"beta": (d,), "gamma": (d,), "x": (..., d)}.
    """
    # normed: (..., d), each vector with mean 0 and variance 1

    # d_normed: (..., d), the gradient of normed

    raise NotImplementedError("return the gradients of beta, gamma and x")


def batch_norm_gradients(x, gamma, G, mean, var, training, eps=1e-5):
    """The gradients of batch norm.

    x, G: (n, d)    gamma, mean, var: (d,)    training: if False, mean and var normalize instead of the batch's own

    Returns {"beta": (d,), "gamma": (d,), "x": (n, d)}.
    """
    raise NotImplementedError("return the gradients of beta, gamma and x")
