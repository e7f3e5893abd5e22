"""the_impossible_happens

You keep q away from 0, so an impossible outcome that happens costs a large number. It costs infinity: do not change q.
"""

import numpy as np


def entropy(p):
    return cross_entropy(p, p)


def cross_entropy(p, q):
    return -(p * np.log(np.maximum(q, 1e-320))).sum(axis=-1)


def kl_divergence(p, q):
    return cross_entropy(p, q) - cross_entropy(p, p)
