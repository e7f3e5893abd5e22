import numpy as np


def bce_with_logits(z, y):
    loss = np.mean(y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z))
    return float(loss), (np.exp(-np.logaddexp(0, -z)) - y) / z.size
