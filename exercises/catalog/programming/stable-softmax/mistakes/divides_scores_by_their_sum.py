"""worked_softmax

You divide the scores by their sum. Take the exponentials first, so that every share is positive, then divide by theirs.
"""

import numpy as np


def softmax(x, axis=-1):
    return x / x.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    return np.log(softmax(x, axis))
