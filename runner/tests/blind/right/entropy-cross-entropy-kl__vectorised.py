import numpy as np


def _times_log(p, q):
    """p log q with 0 log 0 = 0 and p log 0 = -inf."""
    p, q = np.broadcast_arrays(np.asarray(p, float), np.asarray(q, float))
    out = np.zeros(p.shape)
    used = p > 0
    with np.errstate(divide="ignore"):
        out[used] = p[used] * np.log(q[used])
    return out


def entropy(p):
    return -np.sum(_times_log(p, p), axis=-1)


def cross_entropy(p, q):
    return -np.sum(_times_log(p, q), axis=-1)


def kl_divergence(p, q):
    p, q = np.asarray(p, float), np.asarray(q, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0)
    return terms.sum(axis=-1)
