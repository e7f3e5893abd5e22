import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    """Batch normalization of x (n, d), with running averages.

    gamma, beta, mean, var: (d,)    training: True or False

    Returns (y, mean, var): (n, d), and the running averages after this call, (d,) each.

    With x = [[0], [4]], gamma = [2], beta = [1], mean = [0], var = [1], training = True and eps = 0
    the result is ([[-1], [3]], [0.2], [1.7]).
    """
    raise NotImplementedError("return y, mean, var")
