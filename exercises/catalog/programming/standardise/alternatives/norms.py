import numpy as np


def fit(X):
    mean = np.average(X, axis=0)
    scale = np.linalg.norm(X - mean, axis=0) / np.sqrt(len(X))
    scale[np.ptp(X, axis=0) == 0] = 1
    return mean, scale


def transform(X, mean, scale):
    return X / scale - mean / scale
