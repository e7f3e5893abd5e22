"""large_logits

You clip the probability, so the loss of a badly wrong example is capped, and its gradient does not match. Compute log
p_t from the logit.
"""

import numpy as np


def focal_loss(z, y, gamma=2.0, alpha=0.25):
    sign = np.where(y == 1, 1.0, -1.0)
    weight = np.where(y == 1, alpha, 1 - alpha) / len(z)
    t = sign * z
    p = np.clip(1 / (1 + np.exp(-t)), 1e-12, 1 - 1e-12)
    log_p, log_q = np.log(p), np.log(1 - p)
    focus = np.exp(gamma * log_q)
    loss = -(weight * focus * log_p).sum()
    grad = sign * weight * focus * (gamma * np.exp(log_p) * log_p - np.exp(log_q))
    return loss, grad
