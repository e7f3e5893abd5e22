"""any_scale

You treat features with a small spread as constant. Scale a feature of size 1e-10 like any other.
"""

import numpy as np


def fit(X):
    scale = X.std(axis=0)
    return X.mean(axis=0), np.where(scale < 1e-6, 1.0, scale)


def transform(X, mean, scale):
    return (X - mean) / scale
