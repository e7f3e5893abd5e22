"""large_logits

log(1 + e^z) - y z is the right formula, but e^z is infinite for large z.

---
Take the larger of 0 and z out of it: max(z, 0) + log(1 + e^-|z|).
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.mean(np.log(1 + np.exp(z)) - y * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss, (sigmoid - y) / z.size
