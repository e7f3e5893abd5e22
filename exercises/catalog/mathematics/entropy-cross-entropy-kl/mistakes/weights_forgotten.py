"""worked_entropy

You add up the surprises without weighting them. Weight each outcome by its probability: multiply by p.
"""

import numpy as np


def entropy(p):
    return -np.log(p).sum(axis=-1)


def cross_entropy(p, q):
    return -np.log(q).sum(axis=-1)


def kl_divergence(p, q):
    return np.log(p / q).sum(axis=-1)
