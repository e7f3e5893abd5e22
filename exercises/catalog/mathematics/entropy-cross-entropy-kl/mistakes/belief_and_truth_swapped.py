"""worked_cross_entropy

The roles are swapped: p says how often each outcome happens, so it is the weight; q is the belief, so it goes in the
logarithm.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).sum(axis=-1)


def cross_entropy(p, q):
    return -(q * np.log(p)).sum(axis=-1)


def kl_divergence(p, q):
    return (q * np.log(q / p)).sum(axis=-1)
