"""worked_loss

The sign of your loss is flipped. The logarithm of a probability is negative, and the minus in front makes the loss
positive.
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = -np.mean(np.maximum(z, 0) + np.log1p(small) - y * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss, (sigmoid - y) / z.size
