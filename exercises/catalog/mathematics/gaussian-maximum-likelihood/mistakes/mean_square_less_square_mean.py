"""far_from_zero

You subtract the squared mean from the mean square. Around 1e8 both are 1e16 and share nearly all their digits, so a
variance of 1 is lost. Subtract the mean from the data first, then square.
"""

import numpy as np


def fit(x):
    return x.mean(), (x**2).mean() - x.mean() ** 2


def log_likelihood(x, mean, variance):
    return (-0.5 * np.log(2 * np.pi * variance) - (x - mean) ** 2 / (2 * variance)).sum()
