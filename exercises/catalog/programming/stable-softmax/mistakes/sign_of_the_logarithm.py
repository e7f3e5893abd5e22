"""worked_logarithm

Your log-softmax is positive. The logarithm of a probability is at most 0; the minus sign belongs to the loss.
"""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    return -np.log(softmax(x, axis))
