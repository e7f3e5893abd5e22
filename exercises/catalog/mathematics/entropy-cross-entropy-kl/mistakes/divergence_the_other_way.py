"""worked_divergence

You compute D(q || p): the cost of believing p when q is true. The divergence is not symmetric. Use p as the weights: it
says how often each outcome happens.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).sum(axis=-1)


def cross_entropy(p, q):
    return -(p * np.log(q)).sum(axis=-1)


def kl_divergence(p, q):
    return (q * np.log(q / p)).sum(axis=-1)
