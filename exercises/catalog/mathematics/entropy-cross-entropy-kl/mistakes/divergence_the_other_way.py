"""worked_divergence

You compute D(q || p): what believing p costs when q is true. The divergence is not symmetric. The weights are those of
p, which says how often each outcome happens.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).sum(axis=-1)


def cross_entropy(p, q):
    return -(p * np.log(q)).sum(axis=-1)


def kl_divergence(p, q):
    return (q * np.log(q / p)).sum(axis=-1)
