"""worked_loss

Your loss has only the term for y = 1. An entry with y = 0 then costs nothing, so a model that always says yes looks
perfect.

---
Add (1 - y) log(1 - σ(z)).
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.mean(y * (np.maximum(-z, 0) + np.log1p(small)))

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss, (sigmoid - y) / z.size
