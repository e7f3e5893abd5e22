"""tiny_probabilities

You treat very small probabilities as 0. A probability of 1e-300 is still possible, and its logarithm is only -690.
"""

import numpy as np


def masked(p, values):
    return np.where(p > 1e-12, p * values, 0.0).sum(axis=-1)


def logarithm(p):
    return np.where(p > 1e-12, np.log(p), -np.inf)


def entropy(p):
    return -masked(p, logarithm(p))


def cross_entropy(p, q):
    return -masked(p, logarithm(q))


def kl_divergence(p, q):
    return masked(p, logarithm(p) - logarithm(q))
