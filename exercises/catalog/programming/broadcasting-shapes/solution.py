import numpy as np


def result_shape(a, b):
    """Aligned at the last axis, the lengths must be equal or one of them 1."""
    axes = max(len(a), len(b))
    pairs = list(zip(padded(a, axes), padded(b, axes)))
    for one, other in pairs:
        if one != other and one != 1 and other != 1:
            raise ValueError(f"{a} and {b} do not fit: {one} is paired with {other}")
    return tuple(max(pair) for pair in pairs)


def padded(shape, axes):
    return (1,) * (axes - len(shape)) + tuple(shape)


def stretch(x, shape):
    """Repeat every axis of length 1 as often as the shape requires."""
    before = padded(x.shape, len(shape))
    repeats = [wanted // length for wanted, length in zip(shape, before)]
    return np.tile(x.reshape(before), repeats)


def affine(X, W, b):
    """The offsets get an axis of length 1 where the matrices have their rows."""
    return X @ W + b[..., None, :]  # (..., n, m) + (..., 1, m)


def sum_back(g, shape):
    """Sum over the axes that were repeated or missing; reshape restores the axes of length 1."""
    before = padded(shape, g.ndim)
    repeated = tuple(axis for axis, length in enumerate(before) if length == 1)
    return g.sum(axis=repeated).reshape(shape)
