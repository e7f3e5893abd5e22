"""worked_example

You divide by the variance. Its root has the size of the features; divide by that.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / (var + eps) + beta
