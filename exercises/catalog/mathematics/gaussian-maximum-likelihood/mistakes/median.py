"""worked_fit

You return the median. The likelihood of a Gaussian is largest at the mean: the sum of (x - mean) is zero there.
"""

import numpy as np


def fit(x):
    return np.median(x), ((x - np.median(x)) ** 2).mean()


def log_likelihood(x, mean, variance):
    return (-0.5 * np.log(2 * np.pi * variance) - (x - mean) ** 2 / (2 * variance)).sum()
