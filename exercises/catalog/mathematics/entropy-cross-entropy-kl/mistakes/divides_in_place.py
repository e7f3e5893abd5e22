"""arguments_unchanged

Your function writes into its arguments, so the caller's distributions are changed.

---
p /= q works in place; p / q makes a new array.
"""

import numpy as np


def masked(p, values):
    return np.where(p > 0, p * values, 0.0).sum(axis=-1)


def entropy(p):
    return -masked(p, np.log(p))


def cross_entropy(p, q):
    return -masked(p, np.log(q))


def kl_divergence(p, q):
    weights = p.copy()
    p /= q
    return masked(weights, np.log(p))
