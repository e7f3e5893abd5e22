"""worked_gradient

A pixel that is the maximum of several windows keeps only the gradient of the last one. Gradients of overlapping windows
add up.

---
Use +=.
"""

import numpy as np


def max_pool(x, k, stride):
    return np.max([x[at] for at in shifts(x, k, stride)], axis=0)


def max_pool_gradient(x, G, k, stride):
    largest = max_pool(x, k, stride)
    d_x = np.zeros(x.shape)
    for at in shifts(x, k, stride):
        d_x[at] = np.where(x[at] == largest, G, d_x[at])
    return d_x


def shifts(x, k, stride):
    last_i, last_j = x.shape[-2] - k + 1, x.shape[-1] - k + 1
    for u in range(k):
        for v in range(k):
            yield ..., slice(u, u + last_i, stride), slice(v, v + last_j, stride)
