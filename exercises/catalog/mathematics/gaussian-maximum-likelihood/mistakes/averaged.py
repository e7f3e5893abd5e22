"""worked_likelihoods

You average over the data. Their joint likelihood is a product, so its logarithm is a sum.
"""

import numpy as np


def fit(x):
    return x.mean(), x.var()


def log_likelihood(x, mean, variance):
    return (-0.5 * np.log(2 * np.pi * variance) - (x - mean) ** 2 / (2 * variance)).mean()
