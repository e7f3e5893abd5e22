"""worked_fit

You divide by n - 1, which makes the variance unbiased. Maximum likelihood divides by n: set the derivative to zero and
see.
"""

import numpy as np


def fit(x):
    return x.mean(), x.var(ddof=1)


def log_likelihood(x, mean, variance):
    return (-0.5 * np.log(2 * np.pi * variance) - (x - mean) ** 2 / (2 * variance)).sum()
