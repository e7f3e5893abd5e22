"""worked_example

You divide by the variance. Divide by its square root, which has the scale of the features.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / (var + eps) + beta
