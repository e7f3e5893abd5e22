"""large_logits

You take the logarithm of a probability that has become 0.

---
Compute log p_t from the logit: -np.logaddexp(0, -t).
"""

import numpy as np


def focal_loss(z, y, gamma=2.0, alpha=0.25):
    sign = np.where(y == 1, 1.0, -1.0)
    weight = np.where(y == 1, alpha, 1 - alpha) / len(z)
    t = sign * z
    p = 1 / (1 + np.exp(-t))
    log_p, log_q = np.log(p), np.log(1 - p)
    focus = np.exp(gamma * log_q)
    loss = -(weight * focus * log_p).sum()
    grad = sign * weight * focus * (gamma * np.exp(log_p) * log_p - np.exp(log_q))
    return loss, grad
