"""worked_loss

Your loss is the sum over the entries. The exercise asks for the mean.
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.sum(np.maximum(z, 0) + np.log1p(small) - y * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss, (sigmoid - y) / z.size
