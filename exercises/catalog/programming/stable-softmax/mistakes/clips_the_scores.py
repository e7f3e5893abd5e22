"""large_scores

You clip the scores to keep np.exp finite, which makes different large scores equal. Subtract the maximum along the axis
instead: that changes nothing.
"""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(np.clip(x, -500, 500))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    return np.log(softmax(x, axis))
