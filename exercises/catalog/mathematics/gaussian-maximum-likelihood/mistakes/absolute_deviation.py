"""worked_fit

You take the mean absolute distance from the mean. The variance is the mean of the squared distances.
"""

import numpy as np


def fit(x):
    return x.mean(), np.abs(x - x.mean()).mean()


def log_likelihood(x, mean, variance):
    return (-0.5 * np.log(2 * np.pi * variance) - (x - mean) ** 2 / (2 * variance)).sum()
