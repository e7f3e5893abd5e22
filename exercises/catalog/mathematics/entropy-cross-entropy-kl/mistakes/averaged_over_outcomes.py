"""worked_entropy

You take the plain mean over the outcomes. The probabilities are the weights already: multiply by them and take the sum.
"""

import numpy as np


def entropy(p):
    return -(p * np.log(p)).mean(axis=-1)


def cross_entropy(p, q):
    return -(p * np.log(q)).mean(axis=-1)


def kl_divergence(p, q):
    return (p * np.log(p / q)).mean(axis=-1)
