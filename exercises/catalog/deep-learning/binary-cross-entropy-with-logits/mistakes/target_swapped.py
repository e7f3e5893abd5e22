"""worked_loss

Your loss rewards the wrong answer: an entry with y = 1 should cost -log σ(z), but yours costs -log(1 - σ(z)).
"""

import numpy as np


def bce_with_logits(z, y):
    small = np.exp(-np.abs(z))
    loss = np.mean(np.maximum(z, 0) + np.log1p(small) - (1 - y) * z)

    sigmoid = np.exp(np.minimum(z, 0)) / (1 + small)
    return loss, (sigmoid - y) / z.size
