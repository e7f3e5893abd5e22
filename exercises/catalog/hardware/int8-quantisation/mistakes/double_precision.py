"""dtypes

Your scales or your matrix are float64. Use float32.
"""

import numpy as np


def quantise(W):
    largest = np.abs(W).max(axis=1)
    scales = np.where(largest > 0, largest / np.float32(127), np.float32(1))
    q = np.round(W / scales[:, None]).astype(np.int8)
    return q, scales.astype(np.float64)


def dequantise(q, scales):
    return q.astype(np.float32) * scales[:, None]
