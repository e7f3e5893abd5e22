"""epsilon

ε is missing, or has no effect. For a vector of equal features you divide 0 by 0, which is nan.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(var) + beta
