"""leading_axes

Your mean has lost its last axis, so it is subtracted along the wrong one, or raises an error if the shapes do not fit.

---
Keep the axis with keepdims=True.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=-1)
    var = x.var(axis=-1)
    return gamma * centred / np.sqrt(var + eps) + beta
