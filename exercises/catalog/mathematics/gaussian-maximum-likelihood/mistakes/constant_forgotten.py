"""worked_likelihoods

The constant is missing: each value contributes half of the logarithm of 2π times the variance, too. It does not change
where the maximum over the mean is, but it is part of the log-likelihood.
"""

import numpy as np


def fit(x):
    return x.mean(), x.var()


def log_likelihood(x, mean, variance):
    return (-((x - mean) ** 2) / (2 * variance)).sum()
