"""worked_example

A row of zeros has a scale of 0 in your code, and 0 / 0 is nan. Use a scale of 1.
"""

import numpy as np


def quantise(W):
    largest = np.abs(W).max(axis=1)
    scales = largest / np.float32(127)
    q = np.round(W / scales[:, None]).astype(np.int8)
    return q, scales


def dequantise(q, scales):
    return q.astype(np.float32) * scales[:, None]
