import math

import numpy as np


def log_sigmoid(t):
    return min(t, 0.0) - math.log1p(math.exp(-abs(t)))


def focal_loss(z, y, gamma=2.0, alpha=0.25):
    total, grad = 0.0, []
    for logit, label in zip(z.tolist(), y.tolist()):
        s = 2 * label - 1
        log_p, log_q = log_sigmoid(s * logit), log_sigmoid(-s * logit)
        weight = label * alpha + (1 - label) * (1 - alpha)
        total -= weight * math.exp(gamma * log_q) * log_p
        inner = gamma * math.exp(log_p) * log_p - math.exp(log_q)
        grad.append(s * weight * math.exp(gamma * log_q) * inner / len(z))
    return total / len(z), np.array(grad)
