"""constant_columns

You subtract the squared mean from the mean square. For large numbers both share nearly all their digits, and only
rounding errors are left, even for constant columns. Subtract the mean from the data first, then square.
"""

import numpy as np


def fit(X):
    mean = X.mean(axis=0)
    scale = np.sqrt(np.maximum((X**2).mean(axis=0) - mean**2, 0))
    return mean, np.where(scale == 0, 1.0, scale)


def transform(X, mean, scale):
    return (X - mean) / scale
