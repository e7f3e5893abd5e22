"""any_data

Your mean is truncated to a whole number: // divides and rounds down.

---
Use /, or x.mean().
"""

import numpy as np


def fit(x):
    mean = x.sum() // len(x)
    return mean, ((x - mean) ** 2).sum() / len(x)


def log_likelihood(x, mean, variance):
    return (-0.5 * np.log(2 * np.pi * variance) - (x - mean) ** 2 / (2 * variance)).sum()
