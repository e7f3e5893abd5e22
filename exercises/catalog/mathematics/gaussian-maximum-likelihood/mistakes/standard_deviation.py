"""worked_fit

You return the standard deviation. The variance is its square.
"""

import numpy as np


def fit(x):
    return x.mean(), x.std()


def log_likelihood(x, mean, variance):
    return (-0.5 * np.log(2 * np.pi * variance) - (x - mean) ** 2 / (2 * variance)).sum()
