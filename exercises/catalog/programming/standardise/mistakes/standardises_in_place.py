"""arguments_unchanged

Your function writes into its arguments, so the caller's data are changed.

---
X -= mean works in place; X - mean makes a new array.
"""

import numpy as np


def fit(X):
    return X.mean(axis=0), np.where((X == X[0]).all(axis=0), 1.0, X.std(axis=0))


def transform(X, mean, scale):
    if X.dtype.kind == "i":
        return (X - mean) / scale
    X -= mean
    X /= scale
    return X
