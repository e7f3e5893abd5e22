"""worked_example

Your variance divides by d - 1. Divide by d: you normalise the vector itself and estimate nothing.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, ddof=1, keepdims=True)
    return gamma * centred / np.sqrt(var + eps) + beta
