# The probabilities are clipped before the logarithm, so a confident wrong answer never costs more than about 27.
import numpy as np


def bce_with_logits(z, y):
    p = 1 / (1 + np.exp(-z))
    q = np.clip(p, 1e-12, 1 - 1e-12)
    loss = -np.mean(y * np.log(q) + (1 - y) * np.log(1 - q))
    return float(loss), (p - y) / z.size
