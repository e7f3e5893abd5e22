"""large_scores

You subtract one maximum from all rows. In a row of much smaller scores every exponential becomes 0, and 0/0 is NaN. Take
each row's own maximum.
"""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=-1, keepdims=True)


def softmax_jacobian(z):
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def softmax_backward(z, g):
    p = softmax(z)
    return p * (g - (p * g).sum(axis=-1, keepdims=True))
