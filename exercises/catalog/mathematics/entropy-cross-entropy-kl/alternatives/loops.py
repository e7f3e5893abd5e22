import math

import numpy as np


def cross_entropy(p, q):
    if p.ndim > 1:
        return np.array([cross_entropy(a, b) for a, b in zip(p, q)])
    total = 0.0
    for a, b in zip(p.tolist(), q.tolist()):
        if a > 0:
            total -= a * math.log(b) if b > 0 else -math.inf
    return total


def entropy(p):
    return cross_entropy(p, p)


def kl_divergence(p, q):
    return cross_entropy(p, q) - entropy(p)
