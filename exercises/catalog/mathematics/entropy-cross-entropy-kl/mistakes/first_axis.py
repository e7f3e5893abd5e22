"""batches

You sum along the first axis, across the distributions. Each distribution runs along the last axis.

---
Use axis=-1.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).sum(axis=0)


def cross_entropy(p, q):
    return -(p * np.log(q)).sum(axis=0)


def kl_divergence(p, q):
    return (p * np.log(p / q)).sum(axis=0)
