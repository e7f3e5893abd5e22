"""worked_likelihoods

You add the constant once. Every value has its own density, so add it n times.
"""

import numpy as np


def fit(x):
    return x.mean(), x.var()


def log_likelihood(x, mean, variance):
    return -0.5 * np.log(2 * np.pi * variance) - ((x - mean) ** 2).sum() / (2 * variance)
