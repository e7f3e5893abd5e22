"""any_shapes

You only stretch the second shape to the first. Either may have fewer axes, and either may have an axis of length 1.
"""

import numpy as np


def result_shape(a, b):
    b = (1,) * (len(a) - len(b)) + tuple(b)
    for one, other in zip(a, b):
        if other not in (1, one) and one != 1:
            raise ValueError("shapes do not fit")
    return tuple(max(pair) for pair in zip(a, b))


def stretch(x, shape):
    return x + np.zeros(shape, dtype=x.dtype)


def affine(X, W, b):
    return X @ W + b[..., None, :]


def sum_back(g, shape):
    extra = g.ndim - len(shape)
    g = g.sum(axis=tuple(range(extra)))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)
