"""worked_gradient

Your loss is a mean, but your gradient is that of the sum. Divide it by the number of entries too.
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.mean(np.maximum(z, 0) + np.log1p(small) - y * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss, sigmoid - y
