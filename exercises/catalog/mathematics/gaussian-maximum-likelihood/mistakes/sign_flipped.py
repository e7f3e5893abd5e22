"""worked_likelihoods

Your sign is the opposite: this is the negative log-likelihood, the loss to be minimised. Asked for is the log-likelihood
itself.
"""

import numpy as np


def fit(x):
    return x.mean(), x.var()


def log_likelihood(x, mean, variance):
    return (0.5 * np.log(2 * np.pi * variance) + (x - mean) ** 2 / (2 * variance)).sum()
