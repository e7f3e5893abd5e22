"""worked_jacobian

Your formula is right, but you put the scores in. Take their softmax first: use p, not z.
"""

import numpy as np


def softmax_jacobian(z):
    return np.diag(z) - np.outer(z, z)


def softmax_backward(z, g):
    return z * (g - (z * g).sum(axis=-1, keepdims=True))
