"""never_happens

0 times the logarithm of 0 is NaN. An outcome that never happens costs nothing: leave out the terms where p is 0.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).sum(axis=-1)


def cross_entropy(p, q):
    return -(p * np.log(q)).sum(axis=-1)


def kl_divergence(p, q):
    return (p * (np.log(p) - np.log(q))).sum(axis=-1)
