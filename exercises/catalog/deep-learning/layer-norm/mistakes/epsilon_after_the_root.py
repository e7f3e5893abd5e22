"""epsilon

You add ε after the root. Add it to the variance, under the root.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / (np.sqrt(var) + eps) + beta
