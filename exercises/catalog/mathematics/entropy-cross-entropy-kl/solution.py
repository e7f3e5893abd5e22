import numpy as np


def entropy(p):
    """The mean surprise of someone who knows p: the cross-entropy of p with itself."""
    return cross_entropy(p, p)


def cross_entropy(p, q):
    """The mean of -log q over p. What never happens costs nothing."""
    return -mean_over(p, log(q))


def kl_divergence(p, q):
    """The mean of log p - log q over p: what believing q costs."""
    return mean_over(p, log(p) - log(q))


def mean_over(p, values):
    return np.where(p > 0, p * values, 0.0).sum(axis=-1)


def log(p):
    with np.errstate(divide="ignore"):  # log 0 is -inf, which is meant
        return np.log(p)
