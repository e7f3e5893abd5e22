"""worked_entropy

You use the logarithm to base 2, which measures in bits. The statement asks for the natural logarithm.
"""

import numpy as np


def entropy(p):
    return -(p * np.log2(p)).sum(axis=-1)


def cross_entropy(p, q):
    return -(p * np.log2(q)).sum(axis=-1)


def kl_divergence(p, q):
    return (p * np.log2(p / q)).sum(axis=-1)
