"""leading_axes

You normalise over axis 1, which is the last one only when there are two. Count from the end.

---
Use axis=-1.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=min(1, x.ndim - 1), keepdims=True)
    var = (centred**2).mean(axis=min(1, x.ndim - 1), keepdims=True)
    return gamma * centred / np.sqrt(var + eps) + beta
