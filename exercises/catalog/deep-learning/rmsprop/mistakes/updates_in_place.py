"""arguments_unchanged

You change s or theta in place. The caller may still need them.

---
Make new arrays: s = beta * s + ..., not s *= beta.
"""

import numpy as np


def rmsprop_step(theta, grad, s, lr, beta, eps):
    s *= beta
    s += (1 - beta) * grad**2
    return theta - lr * grad / np.sqrt(s + eps), s
