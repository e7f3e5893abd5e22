"""arguments_unchanged

Your function writes into its arguments, so the caller's arrays are changed.

---
X += ... and X[...] = ... work in place; make a new array.
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
    out = X @ W + b[..., None, :]
    if out.shape == X.shape:
        X[...] = out
    return out


def sum_back(g, shape):
    extra = g.ndim - len(shape)
    g = g.sum(axis=tuple(range(extra)))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)
