"""worked_example

Your loss has no factor (1 - p_t)^gamma: it is weighted cross-entropy. That factor is what down-weights easy examples.
"""

import numpy as np


def focal_loss(z, y, gamma=2.0, alpha=0.25):
    sign = np.where(y == 1, 1.0, -1.0)
    weight = np.where(y == 1, alpha, 1 - alpha) / len(z)
    t = sign * z
    log_p, log_q = -np.logaddexp(0, -t), -np.logaddexp(0, t)
    focus, gamma = 1.0, 0.0
    loss = -(weight * focus * log_p).sum()
    grad = sign * weight * focus * (gamma * np.exp(log_p) * log_p - np.exp(log_q))
    return loss, grad
