"""worked_example

You divide by 128, so the largest entry becomes 128, which int8 cannot represent: it turns into -128. Divide by 127.
"""

import numpy as np


def quantise(W):
    largest = np.abs(W).max(axis=1)
    scales = np.where(largest > 0, largest / np.float32(128), np.float32(1))
    q = np.round(W / scales[:, None]).astype(np.int8)
    return q, scales


def dequantise(q, scales):
    return q.astype(np.float32) * scales[:, None]
