"""impossible_scores

You use the smallest score along the axis, which is -inf if an option may not be chosen, and -inf minus -inf is NaN.
Subtract the largest.
"""

import numpy as np


def softmax(x, axis=-1):
    span = x - x.min(axis=axis, keepdims=True)
    e = np.exp(span - span.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    span = x - x.min(axis=axis, keepdims=True)
    shifted = span - span.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
