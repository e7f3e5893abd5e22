"""worked_sums

You take the first copy and ignore the others. A value receives the gradient of every copy: sum them.
"""

import numpy as np


def padded(shape, axes):
    return (1,) * (axes - len(shape)) + tuple(shape)


def result_shape(a, b):
    axes = max(len(a), len(b))
    pairs = list(zip(padded(a, axes), padded(b, axes)))
    for one, other in pairs:
        if one != other and one != 1 and other != 1:
            raise ValueError("shapes do not fit")
    return tuple(max(pair) for pair in pairs)


def stretch(x, shape):
    return x + np.zeros(shape, dtype=x.dtype)


def affine(X, W, b):
    return X @ W + b[..., None, :]


def sum_back(g, shape):
    g = g[(0,) * (g.ndim - len(shape))]
    return g[tuple(slice(n) for n in shape)]
