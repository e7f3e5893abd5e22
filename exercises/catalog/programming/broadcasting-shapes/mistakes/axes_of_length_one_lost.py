"""worked_sums

Summing drops the axes of length 1. The result must have the given shape.

---
Use keepdims=True, or reshape at the end.
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
    padded_shape = (1,) * (g.ndim - len(shape)) + tuple(shape)
    return g.sum(axis=tuple(i for i, n in enumerate(padded_shape) if n == 1))
