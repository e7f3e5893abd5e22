"""worked_fit

You take one mean and one deviation of the whole matrix. Every feature has its own.
"""

import numpy as np


def fit(X):
    return np.full(X.shape[1], X.mean()), np.full(X.shape[1], X.std())


def transform(X, mean, scale):
    return (X - mean) / scale
