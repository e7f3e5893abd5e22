"""worked_logarithm

You use the logarithm to base 2. Use the natural logarithm, which undoes the exponential.
"""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    return np.log2(softmax(x, axis))
