"""worked_gradient

Your gradient is with respect to the probability. One factor of the chain rule is missing: multiply by σ (1 - σ), the
derivative of the sigmoid, and nearly everything cancels.
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.mean(np.maximum(z, 0) + np.log1p(small) - y * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss, (sigmoid - y) / (sigmoid * (1 - sigmoid)) / z.size
