"""worked_fit

You average over each row. The statistics belong to the features, which are the columns.

---
Use axis=0.
"""

import numpy as np


def fit(X):
    scale = X.std(axis=1)
    return X.mean(axis=1), np.where(scale == 0, 1.0, scale)


def transform(X, mean, scale):
    return (X - mean) / scale
