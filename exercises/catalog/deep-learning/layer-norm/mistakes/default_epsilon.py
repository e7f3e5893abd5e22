"""epsilon

Your default for eps is not 1e-5. For vectors with a small spread it matters.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-8):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(var + eps) + beta
