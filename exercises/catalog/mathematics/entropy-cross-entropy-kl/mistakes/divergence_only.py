"""worked_cross_entropy

This is the KL divergence. Cross-entropy is larger by the entropy of p.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).sum(axis=-1)


def cross_entropy(p, q):
    return (p * np.log(p / q)).sum(axis=-1)


def kl_divergence(p, q):
    return (p * np.log(p / q)).sum(axis=-1)
