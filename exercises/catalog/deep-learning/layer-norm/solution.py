import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    """Normalize each vector of features (..., d) by its own mean and variance."""
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).mean(axis=-1, keepdims=True)  # (..., 1)
    return gamma * centred / np.sqrt(var + eps) + beta
