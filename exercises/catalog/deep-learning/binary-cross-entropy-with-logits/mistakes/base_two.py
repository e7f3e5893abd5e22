"""worked_loss

Your loss is in bits: you use the logarithm to base 2. Use the natural logarithm.
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.mean(np.maximum(z, 0) + np.log1p(small) - y * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss / np.log(2), (sigmoid - y) / z.size
