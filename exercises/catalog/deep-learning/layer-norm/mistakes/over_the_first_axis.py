"""leading_axes

You normalise over the first axis, which is what batch normalization does. Each vector is normalised over its own
features.

---
Use axis=-1.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(axis=0, keepdims=True)
    var = (centred**2).mean(axis=0, keepdims=True)
    return gamma * centred / np.sqrt(var + eps) + beta
