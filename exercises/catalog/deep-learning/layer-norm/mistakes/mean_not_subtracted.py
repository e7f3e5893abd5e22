"""worked_example

You divide by the root of the mean square without subtracting the mean, which is RMSNorm. Layer normalization subtracts
the mean first.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x
    var = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(var + eps) + beta
