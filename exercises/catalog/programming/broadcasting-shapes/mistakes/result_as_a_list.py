"""worked_shapes

Your shape is a list. A shape is a tuple.
"""

import numpy as np


def result_shape(a, b):
    axes = max(len(a), len(b))
    pairs = list(zip((1,) * (axes - len(a)) + tuple(a), (1,) * (axes - len(b)) + tuple(b)))
    for one, other in pairs:
        if one != other and one != 1 and other != 1:
            raise ValueError("shapes do not fit")
    return [max(pair) for pair in pairs]


def stretch(x, shape):
    return x + np.zeros(shape, dtype=x.dtype)


def affine(X, W, b):
    return X @ W + b[..., None, :]


def sum_back(g, shape):
    extra = g.ndim - len(shape)
    g = g.sum(axis=tuple(range(extra)))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)
