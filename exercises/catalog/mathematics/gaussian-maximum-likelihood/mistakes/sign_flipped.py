"""worked_likelihoods

Your sign is flipped: this is the negative log-likelihood, the loss to minimise. Return the log-likelihood itself.
"""

import numpy as np


def fit(x):
    return x.mean(), x.var()


def log_likelihood(x, mean, variance):
    return (0.5 * np.log(2 * np.pi * variance) + (x - mean) ** 2 / (2 * variance)).sum()
