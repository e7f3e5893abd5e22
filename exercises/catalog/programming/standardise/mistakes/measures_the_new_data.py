"""worked_transform

Your transform computes statistics of its own from the data it is given. It has to use those of the training data: a
single row would always become 0 otherwise, and a test set would be measured with itself.
"""

import numpy as np


def fit(X):
    scale = X.std(axis=0)
    return X.mean(axis=0), np.where(scale == 0, 1.0, scale)


def transform(X, mean, scale):
    own_mean, own_scale = fit(X)
    return (X - own_mean) / own_scale
