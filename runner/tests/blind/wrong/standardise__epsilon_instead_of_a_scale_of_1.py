# A constant column is handled by adding 1e-8 to every scale instead of setting its scale to 1.
import numpy as np


def fit(X):
    X = np.asarray(X, dtype=float)
    mean = X.mean(axis=0)
    scale = X.std(axis=0)
    return mean, scale + 1e-8


def transform(X, mean, scale):
    return (X - mean) / scale
