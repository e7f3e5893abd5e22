"""worked_shapes

You take the larger length without checking that the two fit: they must be equal, or one of them must be 1. Raise a
ValueError otherwise.
"""

import numpy as np


def result_shape(a, b):
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + tuple(a), (1,) * (axes - len(b)) + tuple(b)
    return tuple(max(pair) for pair in zip(a, b))


def stretch(x, shape):
    return x + np.zeros(shape, dtype=x.dtype)


def affine(X, W, b):
    return X @ W + b[..., None, :]


def sum_back(g, shape):
    extra = g.ndim - len(shape)
    g = g.sum(axis=tuple(range(extra)))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)
