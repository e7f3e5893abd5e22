"""worked_gradient

You give the gradient to every pixel of the window, as for a sum. Only the largest pixel affects the result, so only it
gets the gradient.
"""

import numpy as np


def max_pool(x, k, stride):
    return np.max([x[at] for at in shifts(x, k, stride)], axis=0)


def max_pool_gradient(x, G, k, stride):
    largest = max_pool(x, k, stride)
    d_x = np.zeros(x.shape)
    for at in shifts(x, k, stride):
        d_x[at] += G
    return d_x


def shifts(x, k, stride):
    last_i, last_j = x.shape[-2] - k + 1, x.shape[-1] - k + 1
    for u in range(k):
        for v in range(k):
            yield ..., slice(u, u + last_i, stride), slice(v, v + last_j, stride)
