"""arguments_unchanged

You divide the caller's matrix in place. Write W = W / ..., which makes a new array.
"""

import numpy as np


def quantise(W):
    largest = np.abs(W).max(axis=1)
    scales = np.where(largest > 0, largest / np.float32(127), np.float32(1))
    W /= scales[:, None]
    q = np.round(W).astype(np.int8)
    return q, scales


def dequantise(q, scales):
    return q.astype(np.float32) * scales[:, None]
