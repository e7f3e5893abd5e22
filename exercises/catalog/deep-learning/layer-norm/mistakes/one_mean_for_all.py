"""leading_axes

You take one mean and one variance over everything. Each vector has its own.

---
Use axis=-1.
"""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean()
    var = (centred**2).mean()
    return gamma * centred / np.sqrt(var + eps) + beta
