"""arguments_unchanged

Your function writes into its arguments, so the caller's scores are changed.

---
z -= z.max() works in place; z = z - z.max() makes a new array.
"""

import numpy as np


def softmax(z):
    z -= z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def softmax_jacobian(z):
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def softmax_backward(z, g):
    p = softmax(z)
    return p * (g - (p * g).sum(axis=-1, keepdims=True))
