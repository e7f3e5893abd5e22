"""worked_example

You divide by the length of the vector, the root of the sum of squares. The variance is a mean of squares.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).sum(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(var + eps) + beta
