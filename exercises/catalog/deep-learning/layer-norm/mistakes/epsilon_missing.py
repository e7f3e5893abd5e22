"""epsilon

ε is missing, or does nothing. A vector of equal features has 0 above and 0 below, and 0 / 0 is nan.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(var) + beta
