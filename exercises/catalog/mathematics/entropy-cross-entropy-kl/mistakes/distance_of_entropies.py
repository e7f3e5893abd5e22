"""worked_divergence

You subtract one entropy from the other. The divergence is the cross-entropy minus the entropy of p.

---
It is H(p, q) - H(p).
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).sum(axis=-1)


def cross_entropy(p, q):
    return -(p * np.log(q)).sum(axis=-1)


def kl_divergence(p, q):
    return entropy(q) - entropy(p)
