# The variance is the unbiased estimate with n - 1, not the maximum-likelihood one with n.
import numpy as np


def fit(x):
    mean = x.mean()
    variance = np.sum((x - mean) ** 2) / (len(x) - 1)
    return float(mean), float(variance)


def log_likelihood(x, mean, variance):
    n = len(x)
    return float(-n / 2 * np.log(2 * np.pi * variance) - np.sum((x - mean) ** 2) / (2 * variance))
