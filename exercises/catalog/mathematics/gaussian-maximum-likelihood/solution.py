import numpy as np


def fit(x):
    """The mean, and the mean squared distance from it."""
    mean = x.mean()
    return mean, ((x - mean) ** 2).mean()


def log_likelihood(x, mean, variance):
    """The sum of the log densities: the logarithm was taken on paper, so no density is ever computed."""
    return -0.5 * (np.log(2 * np.pi * variance) + (x - mean) ** 2 / variance).sum()
