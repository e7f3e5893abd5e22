"""worked_gradient

A pixel that is the maximum of several windows keeps only the gradient of the last one. Gradients of overlapping windows
add up. With arrays of indices, an in-place sum counts a repeated index only once.

---
In a loop use +=. With arrays of indices use np.add.at(d_x, (rows, columns), G).
"""

import numpy as np


def max_pool(x, k, stride):
    return np.stack([np.stack([x[at].max(axis=(-2, -1)) for at in row], axis=-1) for row in windows(x, k, stride)], -2)


def max_pool_gradient(x, G, k, stride):
    d_x = np.zeros(x.shape)
    for i, row in enumerate(windows(x, k, stride)):
        for j, at in enumerate(row):
            is_largest = x[at] == x[at].max(axis=(-2, -1), keepdims=True)
            d_x[at] = np.where(is_largest, G[..., i : i + 1, j : j + 1], d_x[at])
    return d_x


def windows(x, k, stride):
    rows, columns = (range(0, size - k + 1, stride) for size in x.shape[-2:])
    return [[(..., slice(i, i + k), slice(j, j + k)) for j in columns] for i in rows]
