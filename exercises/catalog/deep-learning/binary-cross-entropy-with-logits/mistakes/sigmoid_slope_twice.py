"""worked_gradient

You multiply σ(z) - y by the derivative of the sigmoid. It is already included: it cancelled the denominator of the
logarithm's derivative. Yours is the gradient of the squared error, which vanishes for confident wrong answers.
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.mean(np.maximum(z, 0) + np.log1p(small) - y * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss, (sigmoid - y) * sigmoid * (1 - sigmoid) / z.size
