import numpy as np


def encode(x):
    """The codes of the nearest E4M3 numbers.

    x: float32, any shape
    Returns uint8 of the same shape. encode of [1, 19, 1000, -0.01] is [56, 90, 126, 133].
    """
    raise NotImplementedError("return the codes")


def quantise(X, rows, columns):
    """Codes, and a scale for each block.

    X: (n, m) of float32
    Returns (codes, scales): (n, m) of uint8 and (ceil(n / rows), ceil(m / columns)) of float32.
    quantise of [[0, 0, 0, 0, 0.7, -0.1]] with rows = 1 and columns = 4 is [[0, 0, 0, 0, 126, 232]] and [[1, 0.0015625]].
    """
    raise NotImplementedError("return codes and scales")


def accumulate(partials, x_scales, w_scales, B):
    """The product, from the partial products of the codes.

    partials: (ceil(k / B), n, m)    x_scales: (n, ceil(k / B))    w_scales: (ceil(k / B), ceil(m / B)), all float32
    Returns (n, m) of float32.
    """
    raise NotImplementedError("return the product")
