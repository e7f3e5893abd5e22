"""far_from_zero

Your variance is the mean of the squares minus the square of the mean. For features around a million both are near 10¹²,
and their difference loses all its digits. Subtract the mean first, then square.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (x**2).mean(axis=-1, keepdims=True) - x.mean(axis=-1, keepdims=True) ** 2
    return gamma * centred / np.sqrt(var + eps) + beta
