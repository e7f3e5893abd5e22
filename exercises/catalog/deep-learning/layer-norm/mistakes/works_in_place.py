"""arguments_unchanged

You subtract the mean in place, so the caller's features change. Write x - mean, which makes a new array.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    x -= x.mean(axis=-1, keepdims=True)
    centred = x
    var = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(var + eps) + beta
