"""any_matrix

You use one scale for the whole matrix, so one large row can make all the others 0. Use one scale per row.
"""

import numpy as np


def quantise(W):
    largest = np.where(np.abs(W).max(axis=1) > 0, np.abs(W).max(), np.float32(0))
    scales = np.where(largest > 0, largest / np.float32(127), np.float32(1))
    q = np.round(W / scales[:, None]).astype(np.int8)
    return q, scales


def dequantise(q, scales):
    return q.astype(np.float32) * scales[:, None]
