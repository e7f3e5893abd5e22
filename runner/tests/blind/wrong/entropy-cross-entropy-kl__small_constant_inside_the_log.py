# A small constant is added inside the logarithm for safety, so an impossible outcome costs 27 nats instead of infinity.
import numpy as np

EPS = 1e-12


def entropy(p):
    return -np.sum(p * np.log(p + EPS), axis=-1)


def cross_entropy(p, q):
    return -np.sum(p * np.log(q + EPS), axis=-1)


def kl_divergence(p, q):
    return cross_entropy(p, q) - entropy(p)
