import numpy as np


def cross_attention(x, memory, W_q, W_k, W_v, real=None):
    """Attention of x over a memory that may be padded.

    x: (..., n, d_x)    memory: (..., m, d_m)
    W_q: (d_x, d_k)    W_k: (d_m, d_k)    W_v: (d_m, d_v)
    real: booleans (..., m), False for the padding of the memory

    Returns (..., n, d_v).

    With x = [[1]], memory = [[0], [log 3], [5]], all matrices [[1]] and real = [True, True, False]
    the weights are [[0.25, 0.75, 0]] and the result is [[0.824]].
    """
    # scores: (..., n, m)

    raise NotImplementedError("return the weighted mean of the memory's values")
