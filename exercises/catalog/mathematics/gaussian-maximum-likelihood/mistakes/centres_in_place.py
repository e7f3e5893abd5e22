"""argument_unchanged

Your function writes into x, so the caller's data are changed.

---
x -= mean works in place; x - mean makes a new array.
"""

import numpy as np


def fit(x):
    mean = x.mean()
    x -= mean
    return mean, (x**2).mean()


def log_likelihood(x, mean, variance):
    return (-0.5 * np.log(2 * np.pi * variance) - (x - mean) ** 2 / (2 * variance)).sum()
