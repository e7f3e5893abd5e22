"""worked_fit

You add a small number to the scale, so a constant feature gets that number instead of 1, and every other scale is a
little too large.
"""

import numpy as np


def fit(X):
    return X.mean(axis=0), X.std(axis=0) + 1e-8


def transform(X, mean, scale):
    return (X - mean) / scale
