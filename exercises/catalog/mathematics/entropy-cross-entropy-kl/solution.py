import numpy as np


def entropy(p):
    """The cross-entropy of p with itself."""
    return cross_entropy(p, p)


def cross_entropy(p, q):
    """The mean of -log q over p. Outcomes of probability 0 contribute nothing."""
    return -mean_over(p, log(q))


def kl_divergence(p, q):
    """The mean of log p - log q over p: the cost of believing q."""
    return mean_over(p, log(p) - log(q))


def mean_over(p, values):
    return np.where(p > 0, p * values, 0.0).sum(axis=-1)


def log(p):
    with np.errstate(divide="ignore"):  # log 0 is -inf, as intended
        return np.log(p)
