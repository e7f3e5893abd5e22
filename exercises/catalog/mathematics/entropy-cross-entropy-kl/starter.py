import numpy as np


def entropy(p):
    """The entropy of each distribution, in nats. p: (..., k), returns (...).

    entropy(np.array([0.5, 0.25, 0.125, 0.125])) is 1.213.
    """
    raise NotImplementedError


def cross_entropy(p, q):
    """Your mean surprise if you believe q and p is true. p, q: (..., k), returns (...).

    With p = [0.5, 0.25, 0.125, 0.125] and q = [0.125, 0.5, 0.25, 0.125] it is 1.646.
    """
    raise NotImplementedError


def kl_divergence(p, q):
    """The cost of believing q when p is true. p, q: (..., k), returns (...).

    With the same p and q it is 0.433.
    """
    raise NotImplementedError
