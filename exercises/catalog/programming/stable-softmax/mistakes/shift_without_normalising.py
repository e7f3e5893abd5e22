"""worked_logarithm

Your log-softmax lacks the logarithm of the sum. The shifted scores alone are logarithms of something that does not sum
to 1.
"""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    return x - x.max(axis=axis, keepdims=True)
