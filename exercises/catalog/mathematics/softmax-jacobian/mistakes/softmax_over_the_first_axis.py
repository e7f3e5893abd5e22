"""batches

Your softmax runs over the first axis. The scores of one example run along the last axis.

---
Use axis=-1.
"""

import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.diag(p) - np.outer(p, p)


def softmax_backward(z, g):
    e = np.exp(z - z.max(axis=0))
    p = e / e.sum(axis=0)
    return p * (g - (p * g).sum(axis=0))
