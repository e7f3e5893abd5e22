"""worked_entropy

The minus sign is missing: the logarithm of a probability is negative, and surprise is not.
"""

import numpy as np


def entropy(p):
    return (p * np.log(p)).sum(axis=-1)


def cross_entropy(p, q):
    return (p * np.log(q)).sum(axis=-1)


def kl_divergence(p, q):
    return (p * np.log(p / q)).sum(axis=-1)
