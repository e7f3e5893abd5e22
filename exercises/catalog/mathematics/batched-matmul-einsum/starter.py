import numpy as np


def batched_matmul(A, B):
    """The matrix product of each pair in the batch.

    A: (batch, n, k)    B: (batch, k, m)    returns (batch, n, m)

    With A = [[[1, 2]], [[3, 4]]] and B = [[[1], [1]], [[2], [0]]] it is [[[3]], [[6]]].
    """
    raise NotImplementedError("name the axes: which letter is missing from the result?")


def scores(Q, K):
    """The dot product of every query with every key, head by head.

    Q: (batch, n, heads, d)    K: (batch, m, heads, d)    returns (batch, heads, n, m)
    """
    raise NotImplementedError("name the axes")


def bilinear(X, W, Y):
    """x^T W y for each example of the batch.

    X: (batch, n)    W: (n, m)    Y: (batch, m)    returns (batch,)

    With X = [[1, 2], [3, 4]], W = [[1, 0], [1, 2]] and Y = [[1, 1], [2, 0]] it is [7, 14].
    """
    raise NotImplementedError("name the axes")
