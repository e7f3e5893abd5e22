import numpy as np


def attention(Q, K, V, mask=None):
    """Scaled dot-product attention.

    Q: (..., n, d_k)    K: (..., m, d_k)    V: (..., m, d_v)
    mask: booleans, broadcastable to (..., n, m), True where a query may attend to a key

    Returns (..., n, d_v).

    With Q = [[1, 1, 0, 0]], K = [[1, 1, 0, 0], [1, -1, 0, 0], [-1, -1, 0, 0]] and V = [[1, 0], [0, 1], [1, 1]],
    the weights are [[0.665, 0.245, 0.090]] and the result is [[0.755, 0.335]].
    """
    # scores: (..., n, m)

    # weights: (..., n, m), each row sums to 1

    raise NotImplementedError("return the weighted mean of the values")
