"""worked_transform

You divide before you subtract the mean. Use brackets: subtract the mean first, then divide by the scale.
"""

import numpy as np


def fit(X):
    scale = X.std(axis=0)
    return X.mean(axis=0), np.where(scale == 0, 1.0, scale)


def transform(X, mean, scale):
    return X / scale - mean
