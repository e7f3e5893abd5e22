"""any_matrix

You take the largest entry of each row, not the largest absolute value. Where the entry furthest from 0 is negative, the
codes do not fit, and you clip them, which makes that entry wrong.
"""

import numpy as np


def quantise(W):
    largest = W.max(axis=1)
    scales = np.where(largest != 0, largest / np.float32(127), np.float32(1))
    q = np.clip(np.round(W / scales[:, None]), -127, 127).astype(np.int8)
    return q, scales


def dequantise(q, scales):
    return q.astype(np.float32) * scales[:, None]
