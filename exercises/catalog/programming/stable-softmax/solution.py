import numpy as np


def softmax(x, axis=-1):
    """Normalized exponentials, shifted first so that the largest score is 0 and exp cannot overflow."""
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    """The shifted scores, minus the logarithm of a sum that is at least 1."""
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
