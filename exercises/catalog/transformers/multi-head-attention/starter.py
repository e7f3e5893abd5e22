import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    """Multi-head self-attention without biases.

    x: (..., n, d)    W_q, W_k, W_v, W_o: (d, d)    n_heads divides d
    mask: booleans, (n, n) or (..., n, n), True where a query may attend to a key, the same for all heads

    Returns (..., n, d).

    With x = [[2, 0, 0, 1], [0, 0, 0, 2]], identity matrices and 2 heads
    the result is [[1.888, 0, 0, 1.670], [1, 0, 0, 1.804]].
    """
    # q, k, v: (..., n, d), then a head axis: (..., h, n, d_k)

    # weights: (..., h, n, n)

    raise NotImplementedError("return the heads, joined and multiplied by W_o")
