"""worked_likelihoods

You square the variance again, as if it were the standard deviation. With a variance of 1 that changes nothing; in general
the argument is σ² already.
"""

import numpy as np


def fit(x):
    return x.mean(), x.var()


def log_likelihood(x, mean, variance):
    return (-0.5 * np.log(2 * np.pi * variance**2) - (x - mean) ** 2 / (2 * variance**2)).sum()
