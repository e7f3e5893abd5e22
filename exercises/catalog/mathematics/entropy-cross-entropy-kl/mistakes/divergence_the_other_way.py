"""worked_divergence

You compute D(q || p): what believing p costs when q is true. The divergence is not symmetric. The weights are those of
p, which says how often each outcome happens.
"""

import numpy as np


def entropy(p):
    return cross_entropy(p, p)


def cross_entropy(p, q):
    with np.errstate(divide="ignore"):
        return -(p * np.log(q, where=p > 0, out=np.zeros(p.shape))).sum(axis=-1)


def kl_divergence(p, q):
    return cross_entropy(q, p) - entropy(q)
