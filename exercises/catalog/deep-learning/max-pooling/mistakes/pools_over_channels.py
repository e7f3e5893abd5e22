"""any_windows

You take the maximum over the leading axes as well, so all images or channels share one. Pool each separately.
"""

import numpy as np


def max_pool(x, k, stride):
    y = np.max([x[at] for at in shifts(x, k, stride)], axis=0)
    return y if y.ndim == 2 else np.broadcast_to(y.max(axis=0), y.shape).copy()


def max_pool_gradient(x, G, k, stride):
    largest = max_pool(x, k, stride)
    d_x = np.zeros(x.shape)
    for at in shifts(x, k, stride):
        d_x[at] += np.where(x[at] == largest, G, 0)
    return d_x


def shifts(x, k, stride):
    last_i, last_j = x.shape[-2] - k + 1, x.shape[-1] - k + 1
    for u in range(k):
        for v in range(k):
            yield ..., slice(u, u + last_i, stride), slice(v, v + last_j, stride)
