"""large_scores

You subtract the mean of the scores. The largest may still be far above it, and its exponential infinite. Subtract the
maximum: then no exponent is above 0.
"""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(x - x.mean(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    return np.log(softmax(x, axis))
