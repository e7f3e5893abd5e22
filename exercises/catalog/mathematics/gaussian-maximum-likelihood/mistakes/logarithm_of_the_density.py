"""no_underflow

You compute each density and then its logarithm. Far out in the tails the density is 0 and its logarithm minus infinity.
Take the logarithm on paper: the exponential cancels.
"""

import numpy as np


def fit(x):
    return x.mean(), x.var()


def log_likelihood(x, mean, variance):
    density = np.exp(-((x - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
    return np.log(density).sum()
