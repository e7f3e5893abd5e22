import numpy as np


def result_shape(a, b):
    """The shape that two shapes broadcast to; ValueError when they do not fit.

    result_shape((3, 1), (3,)) is (3, 3), and result_shape((8, 1, 6), (7, 6)) is (8, 7, 6).
    """
    raise NotImplementedError


def stretch(x, shape):
    """x repeated to a shape that it fits.

    stretch(np.array([10, 20]), (3, 2)) is [[10, 20], [10, 20], [10, 20]].
    """
    raise NotImplementedError


def affine(X, W, b):
    """X W + b for a stack of matrices, each with its own row of offsets.

    X: (..., n, d)    W: (..., d, m)    b: (..., m)    returns (..., n, m)
    """
    raise NotImplementedError


def sum_back(g, shape):
    """g summed over all axes that broadcasting from this shape repeated.

    sum_back(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), (3,)) is [5, 7, 9].
    """
    raise NotImplementedError
