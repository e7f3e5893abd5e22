"""worked_gradient

You subtract the plain mean of g. Subtract the mean weighted by the probabilities: the sum of p times g.
"""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_jacobian(z):
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def softmax_backward(z, g):
    p = softmax(z)
    return p * (g - g.mean(axis=-1, keepdims=True))
