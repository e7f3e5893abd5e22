"""constant_columns

You look for a deviation of exactly 0. The mean of equal numbers may be off by a rounding error, and then the deviation
of a constant column is tiny but not 0. Compare the numbers with each other instead.
"""

import numpy as np


def fit(X):
    mean = np.cumsum(X, axis=0)[-1] / len(X)
    scale = np.sqrt(((X - mean) ** 2).mean(axis=0))
    return mean, np.where(scale == 0, 1.0, scale)


def transform(X, mean, scale):
    return (X - mean) / scale
