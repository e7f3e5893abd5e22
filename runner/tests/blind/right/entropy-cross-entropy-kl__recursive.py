import math

import numpy as np


def _walk(f, *arrays):
    if arrays[0].ndim > 1:
        return np.array([_walk(f, *rows) for rows in zip(*arrays)])
    return math.fsum(f(*map(float, values)) for values in zip(*arrays) if values[0] > 0)


def _surprise(q):
    return math.inf if q == 0 else -math.log(q)


def entropy(p):
    return _walk(lambda a: a * _surprise(a), np.asarray(p))


def cross_entropy(p, q):
    return _walk(lambda a, b: a * _surprise(b), np.asarray(p), np.asarray(q))


def kl_divergence(p, q):
    return _walk(lambda a, b: a * (_surprise(b) - _surprise(a)), np.asarray(p), np.asarray(q))
