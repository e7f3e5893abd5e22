"""worked_maxima

You make a window out of the pixels left over at the edge. Leave out windows that do not fit.
"""

import numpy as np


def max_pool(x, k, stride):
    rows, columns = range(0, x.shape[-2], stride), range(0, x.shape[-1], stride)
    return np.stack(
        [np.stack([x[..., a : a + k, b : b + k].max(axis=(-1, -2)) for b in columns], -1) for a in rows], -2
    )


def max_pool_gradient(x, G, k, stride):
    out = np.zeros(x.shape)
    for i, a in enumerate(range(0, x.shape[-2], stride)):
        for j, b in enumerate(range(0, x.shape[-1], stride)):
            window = x[..., a : a + k, b : b + k]
            won = window == window.max(axis=(-1, -2), keepdims=True)
            out[..., a : a + k, b : b + k] += won * G[..., i : i + 1, j : j + 1]
    return out
