import numpy as np


def gradients(Q, K, V, mask, G):
    """The gradients of masked attention, softmax(Q K^T / sqrt(d)) V.

    Q: (..., n, d)    K: (..., m, d)    V: (..., m, d_v)    G: (..., n, d_v), the gradient of the output
    mask: booleans that broadcast to (..., n, m), True where a query sees a key

    Returns {"Q": (..., n, d), "K": (..., m, d), "V": (..., m, d_v)}.

    With Q = [[2, 0, 0, 0], [0, 2, 0, 0]], K = [[0, log 2, 1, 0], [log 3, 5, 0, 0], [7, 0, 0, 2]], V = [[1], [5], [7]],
    mask = [[True, True, False], [True, False, True]] and G = [[8], [9]] the gradient of V is [[8], [6], [3]].
    """
    # the weights again: (..., n, m)

    # back through V, then the softmax, then the scores

    raise NotImplementedError("return the three gradients")
