import numpy as np


def quantise(W):
    """Symmetric quantization, one scale for each row.

    W: (n, m) of float32

    Returns (q, scales): (n, m) of int8 and (n,) of float32.

    quantise of [[25.4, -9.92, 0.05]] is [[127, -50, 0]] and [0.2].
    """
    raise NotImplementedError("return codes and scales")


def dequantise(q, scales):
    """The matrix that the codes represent.

    q: (n, m) of int8    scales: (n,) of float32

    Returns (n, m) of float32.

    dequantise of [[127, -50, 0]] and [0.2] is [[25.4, -10, 0]].
    """
    raise NotImplementedError("return the matrix")
