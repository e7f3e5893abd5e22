"""worked_jacobian

Your formula is right and filled with the scores. Take their softmax first: p, not z.
"""

import numpy as np


def softmax_jacobian(z):
    return np.diag(z) - np.outer(z, z)


def softmax_backward(z, g):
    return z * (g - (z * g).sum(axis=-1, keepdims=True))
