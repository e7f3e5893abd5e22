"""worked_example

alpha and 1 - alpha are swapped. alpha is the weight of label 1.
"""

import numpy as np


def focal_loss(z, y, gamma=2.0, alpha=0.25):
    sign = np.where(y == 1, 1.0, -1.0)
    weight = np.where(y == 0, alpha, 1 - alpha) / len(z)
    t = sign * z
    log_p, log_q = -np.logaddexp(0, -t), -np.logaddexp(0, t)
    focus = np.exp(gamma * log_q)
    loss = -(weight * focus * log_p).sum()
    grad = sign * weight * focus * (gamma * np.exp(log_p) * log_p - np.exp(log_q))
    return loss, grad
