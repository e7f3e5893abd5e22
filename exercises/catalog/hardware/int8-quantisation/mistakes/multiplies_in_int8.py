"""worked_example

You multiply in int8, where 127 times anything overflows and a scale below 1 becomes 0. Convert the codes to float32
first.
"""

import numpy as np


def quantise(W):
    largest = np.abs(W).max(axis=1)
    scales = np.where(largest > 0, largest / np.float32(127), np.float32(1))
    q = np.round(W / scales[:, None]).astype(np.int8)
    return q, scales


def dequantise(q, scales):
    return (q * scales[:, None].astype(np.int8)).astype(np.float32)
