"""large_scores

You take the logarithm of the softmax, whose small values are 0 by then, so it is minus infinity. Subtract the logarithm
of the sum from the shifted scores instead.
"""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    return np.log(softmax(x, axis))
