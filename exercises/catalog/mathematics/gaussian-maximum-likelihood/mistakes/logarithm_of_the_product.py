"""no_underflow

You multiply the densities and take the logarithm of the product, which is 0 for thousands of values. Add the logarithms.
"""

import numpy as np


def fit(x):
    return x.mean(), x.var()


def log_likelihood(x, mean, variance):
    density = np.exp(-((x - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
    return np.log(density.prod())
