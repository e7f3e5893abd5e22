"""worked_fit

Your standard deviation divides by n - 1. The statement divides by n, which is NumPy's default.
"""

import numpy as np


def fit(X):
    scale = X.std(axis=0, ddof=1)
    return X.mean(axis=0), np.where(scale == 0, 1.0, scale)


def transform(X, mean, scale):
    return (X - mean) / scale
