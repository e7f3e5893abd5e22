"""worked_gradient

Your gradient is y minus σ(z), which points downhill. A gradient points uphill.

---
Write σ(z) - y.
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.mean(np.maximum(z, 0) + np.log1p(small) - y * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss, (y - sigmoid) / z.size
