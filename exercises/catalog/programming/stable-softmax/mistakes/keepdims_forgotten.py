"""any_axis

Without keepdims=True the sum loses its axis, so the division lines it up with another one, or does not fit at all.
"""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(x - x.max())
    return e / e.sum(axis=axis)


def log_softmax(x, axis=-1):
    return np.log(softmax(x, axis))
