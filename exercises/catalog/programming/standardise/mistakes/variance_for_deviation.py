"""worked_fit

You return the variance. The standard deviation is its square root.
"""

import numpy as np


def fit(X):
    scale = X.var(axis=0)
    return X.mean(axis=0), np.where(scale == 0, 1.0, scale)


def transform(X, mean, scale):
    return (X - mean) / scale
