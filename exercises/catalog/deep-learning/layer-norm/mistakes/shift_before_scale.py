"""worked_example

You add β before you multiply by γ, so the shift is scaled too. Scale first, then shift.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).mean(axis=-1, keepdims=True)
    return gamma * (centred / np.sqrt(var + eps) + beta)
