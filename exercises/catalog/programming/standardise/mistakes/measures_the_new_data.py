"""worked_transform

Your transform computes new statistics from the data it is given. Use those of the training data: otherwise a single row
would always become 0, and a test set would be scaled with its own statistics.
"""

import numpy as np


def fit(X):
    scale = X.std(axis=0)
    return X.mean(axis=0), np.where(scale == 0, 1.0, scale)


def transform(X, mean, scale):
    own_mean, own_scale = fit(X)
    return (X - own_mean) / own_scale
