"""worked_example

Your codes are integers stored as floats, which take four bytes each: you save nothing. Convert them to int8.
"""

import numpy as np


def quantise(W):
    largest = np.abs(W).max(axis=1)
    scales = np.where(largest > 0, largest / np.float32(127), np.float32(1))
    q = np.round(W / scales[:, None])
    return q, scales


def dequantise(q, scales):
    return q.astype(np.float32) * scales[:, None]
