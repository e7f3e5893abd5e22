"""arguments_unchanged

You write into z or y, so the caller's numbers change.

---
Write a - b, which makes a new array, instead of a -= b.
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.mean(np.maximum(z, 0) + np.log1p(small) - y * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    sigmoid -= y
    y *= 0
    return loss, sigmoid / z.size
