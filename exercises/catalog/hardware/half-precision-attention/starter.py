import numpy as np


def attention(Q, K, V):
    """Attention on half-precision arrays, accurate to one rounding.

    Q: (n, d), K: (m, d), V: (m, e), float16 -> (n, e), float16

    With Q = [[2]], K = [[0], [1]] and V = [[1, 0], [0, 1]] the result is [[0.11920, 0.88086]].
    """
    raise NotImplementedError("return the attention of Q, K and V")
